import { expect, it } from 'vitest';
import { encodePartialCounts } from '../../../lib/adapters/dynamodb/usage/partial-counts-item.ts';
import { OUTCOMES } from '../../../lib/core/access/outcomes.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { dayOf } from '../../../lib/core/usage/limits.ts';
import {
  mergePartialCounts,
  type PartialCounts,
  partialCountsOf,
} from '../../../lib/core/usage/partial-counts.ts';
import { NOON } from '../../support/entities.ts';
import { decided } from '../../support/logged-decisions.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';

const TODAY = dayOf(NOON);

function counted(id: string, allowed: number, key = 'k1'): PartialCounts {
  return { id, counts: [{ tenant: 'acme', key, day: TODAY, counts: { allowed } }] };
}

it('aggregates the partial counts of a window for keys and their tenant', async () => {
  const store = createMemoryUsageStore();
  await mergePartialCounts(store, [counted('a', 2), counted('b', 3), counted('c', 1, 'k2')]);
  const days = async (key?: string) =>
    store.readCounts({ tenant: 'acme', ...(key !== undefined && { key }) }, TODAY, TODAY);
  expect(await days('k1')).toEqual([{ day: TODAY, counts: { allowed: 5 } }]);
  expect(await days('k2')).toEqual([{ day: TODAY, counts: { allowed: 1 } }]);
  expect(await days()).toEqual([{ day: TODAY, counts: { allowed: 6 } }]);
});

it('completes a partly failed aggregation on repetition, and adds nothing twice', async () => {
  const store = createMemoryUsageStore();
  const window = [counted('a', 2), counted('b', 1, 'k2')];
  store.failing = (write) => (write === 'counts of a tenant' ? new UnavailableError('down') : undefined);
  await expect(mergePartialCounts(store, window)).rejects.toThrow(UnavailableError);
  store.failing = undefined;
  await mergePartialCounts(store, window);
  await mergePartialCounts(store, window);
  expect(await store.readCounts({ tenant: 'acme', key: 'k1' }, TODAY, TODAY)).toEqual([
    { day: TODAY, counts: { allowed: 2 } },
  ]);
  expect(await store.readCounts({ tenant: 'acme' }, TODAY, TODAY)).toEqual([
    { day: TODAY, counts: { allowed: 3 } },
  ]);
});

it('splits a delivery with more keys than fit an item into several partial counts, with each key in one', () => {
  const keys = Array.from({ length: 2_500 }, (_, n) => {
    const decision = { ...decided(), via: 'authorizer' as const };
    return { tenant: 'acme', key: `k${n}`, decisions: [decision] };
  });
  const partialCounts = partialCountsOf('delivery', keys);
  expect(partialCounts.map(({ counts }) => counts.length)).toEqual([500, 500, 500, 500, 500]);
  expect(new Set(partialCounts.map(({ id }) => id)).size).toBe(5);
  expect(new Set(partialCounts.flatMap(({ counts }) => counts.map(({ key }) => key))).size).toBe(2_500);
});

it('fits partial counts with the longest IDs and every outcome of each key into an item of 400 KB', () => {
  const decisions = OUTCOMES.map((outcome) => ({ ...decided({ outcome }), via: 'authorizer' as const }));
  const keys = Array.from({ length: 1_000 }, (_, n) => ({
    ...{ tenant: 't'.repeat(63), key: String(n).padStart(64, 'k') },
    decisions,
  }));
  for (const each of partialCountsOf('b'.repeat(64), keys)) {
    // With counts of ten digits more.
    const bytes =
      Buffer.byteLength(JSON.stringify(encodePartialCounts(each))) +
      each.counts.length * OUTCOMES.length * 10;
    expect(bytes).toBeLessThan(400 * 1024);
  }
});
