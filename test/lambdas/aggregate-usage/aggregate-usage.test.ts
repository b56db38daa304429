import { expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/aggregate-usage/handler.ts';
import { compressed } from '../../../lib/adapters/dynamodb/usage/compressed.ts';
import { encodePartialUsage } from '../../../lib/adapters/dynamodb/usage/partial-usage-item.ts';
import { dayOf, hourOf } from '../../../lib/core/usage/limits.ts';
import type { PartialUsage } from '../../../lib/core/usage/partial-usage.ts';
import { NOON } from '../../support/entities.ts';
import { decided } from '../../support/logged-decisions.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';

const TODAY = dayOf(NOON);
const hour = hourOf(NOON);

function counter() {
  const store = createMemoryUsageStore();
  const logged: string[] = [];
  const handler = createHandler({ store, log: (line) => logged.push(line) });
  return { store, logged, handler };
}

/** A DynamoDB stream event: bytes are in base64. */
function streamed(...images: object[]) {
  const record = (image: object) => ({
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    dynamodb: { Keys: { pk: { S: 'partial#1' }, sk: { S: 'd1#0' } }, NewImage: image, SequenceNumber: '1' },
  });
  const json = JSON.stringify({ Records: images.map(record) }, (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('base64') : value,
  );
  return JSON.parse(json);
}

const { ms, ...entry } = { ...decided(), via: 'authorizer' as const, tenant: 'acme', key: 'k1' };
const partialUsage: PartialUsage = {
  id: 'd1#0',
  startMs: NOON,
  partition: 1,
  lines: [entry.id],
  counts: [
    { tenant: 'acme', key: 'k1', hour, counts: { allowed: 2, 'owner-deactivated': 1 } },
    { tenant: 'acme', key: 'k2', hour, counts: { allowed: 1 } },
  ],
  entries: [entry],
};

it('adds the partial usage of a stream batch', async () => {
  const { store, handler } = counter();
  await handler(
    streamed(encodePartialUsage(partialUsage), encodePartialUsage({ ...partialUsage, id: 'd2#0' })),
  );
  expect(await store.readCounts({ tenant: 'acme', key: 'k1' }, TODAY, TODAY)).toEqual([
    { day: TODAY, counts: { allowed: 4, 'owner-deactivated': 2 } },
  ]);
  expect(await store.readCounts({ tenant: 'acme' }, TODAY, TODAY)).toEqual([
    { day: TODAY, counts: { allowed: 6, 'owner-deactivated': 2 } },
  ]);
  expect([...store.log.values()]).toEqual([entry]);
});

it.each([
  ['another type', { ...encodePartialUsage(partialUsage), type: { S: 'usage' } }],
  ['another partition', { ...encodePartialUsage(partialUsage), pk: { S: 'partial#9' } }],
  ['invalid compression', { ...encodePartialUsage(partialUsage), data: { B: Buffer.from('[[') } }],
  ['no data', { ...encodePartialUsage(partialUsage), data: undefined }],
  [
    'invalid counts',
    {
      ...encodePartialUsage(partialUsage),
      data: compressed({ counts: [['acme', 'k1', 7, { allowed: -1 }]], entries: [] }),
    },
  ],
])('reports an item with %s by its ID and processes the others', async (_, image) => {
  const { store, logged, handler } = counter();
  await handler(streamed(image, encodePartialUsage(partialUsage)));
  expect(logged.map((line) => JSON.parse(line))).toEqual([
    { postern: 'unreadable-partial-usage', id: 'd1#0' },
  ]);
  expect(store.writes.get('counts of a key')).toBe(2);
});
