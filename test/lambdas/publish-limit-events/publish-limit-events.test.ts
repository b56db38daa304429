import { expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/publish-limit-events/handler.ts';
import type { LimitEvent } from '../../../lib/core/limits/limit-events.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { keyOf, NOON } from '../../support/entities.ts';

const MONTH_END = Date.parse('2027-02-01T00:00:00Z');

type Numbers = Readonly<Record<string, number>>;

function record(bucket: string, before: Numbers | undefined, after: Numbers | undefined) {
  const image = (numbers: Numbers) =>
    Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, { N: String(value) }]));
  return {
    eventName: 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: NOON / 1000,
      Keys: { pk: { S: bucket } },
      ...(before && { OldImage: { pk: { S: bucket }, ...image(before) } }),
      ...(after && { NewImage: { pk: { S: bucket }, ...image(after) } }),
    },
  };
}

function publisher({ isDown = false } = {}) {
  const published: LimitEvent[] = [];
  const handler = createHandler({
    store: { readKey: async (id) => (id === 'k1' ? keyOf('acme', { id: 'k1', owner: 'app' }) : undefined) },
    limitEvents: {
      publish: async (event) => {
        if (isDown) throw new UnavailableError('the event bus did not respond');
        published.push(event);
      },
    },
  });
  const send = (...Records: object[]) => handler({ Records });
  return { published, send };
}

const AT_80 = { e: 1, 'u.monthly.month': 8, 'n.monthly.month': MONTH_END + 80 };
const AT_100 = { e: 1, 'u.monthly.month': 10, 'n.monthly.month': MONTH_END + 100 };

it('publishes the threshold of a key with its tenant and owner, and a threshold of an owner and a tenant', async () => {
  const { published, send } = publisher();
  await send(
    record('key#k1', { e: 0, 'u.monthly.month': 8 }, AT_80),
    record('owner#acme#app', AT_80, AT_100),
    record('tenant#acme', { 'c.prepaid': 0 }, { e: 1, 'c.prepaid': 0, 'n.prepaid.': 100 }),
  );
  const common = { id: expect.stringMatching(/^[0-9a-f]{64}$/), atMs: NOON, tenant: 'acme' };
  expect(published).toEqual([
    {
      ...{ ...common, kind: 'limit.approached', scope: 'key', owner: 'app', keyId: 'k1' },
      ...{ limit: 'monthly', resetAtMs: MONTH_END },
    },
    {
      ...{ ...common, kind: 'limit.reached', scope: 'owner', owner: 'app', keyId: null },
      ...{ limit: 'monthly', resetAtMs: MONTH_END },
    },
    {
      ...{ ...common, kind: 'limit.reached', scope: 'tenant', owner: null, keyId: null },
      ...{ limit: 'prepaid', resetAtMs: null },
    },
  ]);
});

it('publishes a repeated record with the same ID, and other buckets, windows and thresholds with other IDs', async () => {
  const { published, send } = publisher();
  const nextMonth = Date.parse('2027-03-01T00:00:00Z');
  await send(record('key#k1', {}, AT_80));
  await send(
    record('key#k1', {}, AT_80),
    record('key#k1', AT_80, AT_100),
    record('owner#acme#app', {}, AT_80),
  );
  await send(record('key#k1', AT_80, { ...AT_80, 'n.monthly.month': nextMonth + 80 }));
  await send(record('key#k1', {}, { ...AT_80, 'g.monthly.month': NOON }));
  const ids = published.map(({ id }) => id);
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(5);
});

it('publishes nothing for other updates, for buckets of unknown keys, and for removed buckets', async () => {
  const { published, send } = publisher();
  await send(
    record('key#k1', AT_80, { ...AT_80, 'u.monthly.month': 9 }),
    record('key#k1', AT_80, { ...AT_80, 'n.monthly.month': 0 }),
    record('key#unknown', {}, AT_80),
    record('something', {}, AT_80),
    record('key#k1', AT_80, undefined),
  );
  expect(published).toEqual([]);
});

it('fails, so that Lambda repeats the batch, if the bus does not respond', async () => {
  const { send } = publisher({ isDown: true });
  await expect(send(record('key#k1', {}, AT_80))).rejects.toThrow(UnavailableError);
});
