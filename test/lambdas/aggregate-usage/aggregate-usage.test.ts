import { expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/aggregate-usage/handler.ts';
import { encodePartialCounts } from '../../../lib/adapters/dynamodb/usage/partial-counts-item.ts';
import { dayOf } from '../../../lib/core/usage/limits.ts';
import type { PartialCounts } from '../../../lib/core/usage/partial-counts.ts';
import { NOON } from '../../support/entities.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';

const TODAY = dayOf(NOON);

function counter() {
  const store = createMemoryUsageStore();
  const logged: string[] = [];
  const handler = createHandler({ store, log: (line) => logged.push(line) });
  return { store, logged, handler };
}

/** As the stream of a table calls a function. */
function streamed(...images: object[]) {
  const record = (NewImage: object) => ({
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    dynamodb: { Keys: { pk: { S: 'tally#' }, sk: { S: 'd1#0' } }, NewImage, SequenceNumber: '1' },
  });
  return { Records: images.map(record) };
}

const tally: PartialCounts = {
  id: 'd1#0',
  counts: [
    { tenant: 'acme', key: 'k1', day: TODAY, counts: { allowed: 2, 'owner-deactivated': 1 } },
    { tenant: 'acme', key: 'k2', day: TODAY, counts: { allowed: 1 } },
  ],
};

it('what the stream hands on is added up', async () => {
  const { store, handler } = counter();
  await handler(streamed(encodePartialCounts(tally), encodePartialCounts({ ...tally, id: 'd2#0' })));
  expect(await store.readCounts({ tenant: 'acme', key: 'k1' }, TODAY, TODAY)).toEqual([
    { day: TODAY, counts: { allowed: 4, 'owner-deactivated': 2 } },
  ]);
  expect(await store.readCounts({ tenant: 'acme' }, TODAY, TODAY)).toEqual([
    { day: TODAY, counts: { allowed: 6, 'owner-deactivated': 2 } },
  ]);
});

it.each([
  ['no tally', { ...encodePartialCounts(tally), type: { S: 'usage' } }],
  ['no JSON', { ...encodePartialCounts(tally), counts: { S: '[[' } }],
  ['no counts', { ...encodePartialCounts(tally), counts: { S: '[["acme","k1",7,{"allowed":-1}]]' } }],
])('what is %s is told by its id and holds up nothing', async (_, image) => {
  const { store, logged, handler } = counter();
  await handler(streamed(image, encodePartialCounts(tally)));
  expect(logged.map((line) => JSON.parse(line))).toEqual([
    { postern: 'unreadable-partial-counts', id: 'd1#0' },
  ]);
  expect(store.writes.get('counts of a key')).toBe(2);
});
