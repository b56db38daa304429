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

/** A DynamoDB stream event. */
function streamed(...images: object[]) {
  const record = (NewImage: object) => ({
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    dynamodb: { Keys: { pk: { S: 'counts#' }, sk: { S: 'd1#0' } }, NewImage, SequenceNumber: '1' },
  });
  return { Records: images.map(record) };
}

const partialCounts: PartialCounts = {
  id: 'd1#0',
  counts: [
    { tenant: 'acme', key: 'k1', day: TODAY, counts: { allowed: 2, 'owner-deactivated': 1 } },
    { tenant: 'acme', key: 'k2', day: TODAY, counts: { allowed: 1 } },
  ],
};

it('adds the partial counts of a stream batch', async () => {
  const { store, handler } = counter();
  await handler(
    streamed(encodePartialCounts(partialCounts), encodePartialCounts({ ...partialCounts, id: 'd2#0' })),
  );
  expect(await store.readCounts({ tenant: 'acme', key: 'k1' }, TODAY, TODAY)).toEqual([
    { day: TODAY, counts: { allowed: 4, 'owner-deactivated': 2 } },
  ]);
  expect(await store.readCounts({ tenant: 'acme' }, TODAY, TODAY)).toEqual([
    { day: TODAY, counts: { allowed: 6, 'owner-deactivated': 2 } },
  ]);
});

it.each([
  ['another type', { ...encodePartialCounts(partialCounts), type: { S: 'usage' } }],
  ['invalid JSON', { ...encodePartialCounts(partialCounts), counts: { S: '[[' } }],
  [
    'invalid counts',
    { ...encodePartialCounts(partialCounts), counts: { S: '[["acme","k1",7,{"allowed":-1}]]' } },
  ],
])('reports an item with %s by its ID and processes the others', async (_, image) => {
  const { store, logged, handler } = counter();
  await handler(streamed(image, encodePartialCounts(partialCounts)));
  expect(logged.map((line) => JSON.parse(line))).toEqual([
    { postern: 'unreadable-partial-counts', id: 'd1#0' },
  ]);
  expect(store.writes.get('counts of a key')).toBe(2);
});
