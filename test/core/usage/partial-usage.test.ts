import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../../lib/core/access/outcomes.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { dayOf, hourOf } from '../../../lib/core/usage/limits.ts';
import {
  mergePartialUsage,
  type PartialUsage,
  partialUsageOf,
} from '../../../lib/core/usage/partial-usage.ts';
import { NOON } from '../../support/entities.ts';
import { decided } from '../../support/logged-decisions.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';

const TODAY = dayOf(NOON);
const DELIVERY = { batch: 'b'.repeat(64), startMs: NOON };

function counted(id: string, allowed: number, key = 'k1'): PartialUsage {
  return {
    id,
    partition: 0,
    counts: [{ tenant: 'acme', key, hour: hourOf(NOON), counts: { allowed } }],
    entries: [],
    ...{ startMs: NOON, lines: [] },
  };
}

it('aggregates the partial usage of a window for keys and their tenant', async () => {
  const store = createMemoryUsageStore();
  await mergePartialUsage(store, [counted('a', 2), counted('b', 3), counted('c', 1, 'k2')]);
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
  await expect(mergePartialUsage(store, window)).rejects.toThrow(UnavailableError);
  store.failing = undefined;
  await mergePartialUsage(store, window);
  await mergePartialUsage(store, window);
  expect(await store.readCounts({ tenant: 'acme', key: 'k1' }, TODAY, TODAY)).toEqual([
    { day: TODAY, counts: { allowed: 2 } },
  ]);
  expect(await store.readCounts({ tenant: 'acme' }, TODAY, TODAY)).toEqual([
    { day: TODAY, counts: { allowed: 3 } },
  ]);
});

it('appends the entries of a window to the access log with one segment per tenant', async () => {
  const store = createMemoryUsageStore();
  const entries = [1, 2, 3].map((n) => entryOf('acme', `k${n}`));
  const parts = entries.map((entry, n) => ({ ...counted(`d${n}`, 1), entries: [entry] }));
  await mergePartialUsage(store, [...parts, { ...counted('d4', 1), entries: [entryOf('beta', 'b1')] }]);
  expect(store.writes.get('access log')).toBe(2);
  expect(store.log.size).toBe(4);
});

it('stores a small delivery as one item, and spreads the keys of a large one over the partitions', () => {
  const small = partialUsageOf(DELIVERY, manyKeys(100), []);
  expect(small.map(({ partition, counts }) => [partition, counts.length])).toEqual([[0, 100]]);
  const keys = manyKeys(10_000);
  const large = partialUsageOf(
    DELIVERY,
    keys,
    keys.map(({ tenant, key }) => entryOf(tenant, key)),
  );
  expect(new Set(large.map(({ id }) => id)).size).toBe(large.length);
  for (const each of [...Map.groupBy(large, ({ partition }) => partition).values()]) {
    const counts = each.flatMap((item) => item.counts);
    const entries = each.flatMap((item) => item.entries);
    // The work of a partition grows with a quarter of the keys.
    expect(counts.length / keys.length).toBeCloseTo(0.25, 1);
    expect(entries.map(({ key }) => key).sort()).toEqual(counts.map(({ key }) => key).sort());
  }
  expect(large.flatMap(({ counts }) => counts)).toHaveLength(keys.length);
});

it('fits the longest IDs and entries and every outcome of each key into items of 400 KB', () => {
  const decisions = OUTCOMES.map((outcome) => ({ ...decided({ outcome }), via: 'authorizer' as const }));
  const keys = Array.from({ length: 1_000 }, (_, n) => ({
    ...{ tenant: 't'.repeat(63), key: String(n).padStart(64, 'k') },
    decisions,
  }));
  const entries = keys.map(({ tenant, key }) => ({
    ...entryOf(tenant, key),
    ...{ route: 'r'.repeat(2048), sourceAddress: 'a'.repeat(64), userAgent: 'u'.repeat(48) },
    ...{ permission: 'p'.repeat(128) },
  }));
  for (const { counts, lines, entries: ofItem } of partialUsageOf(DELIVERY, keys, entries)) {
    // Without compression, and with counts of ten digits more.
    const bytes =
      Buffer.byteLength(JSON.stringify([counts, ofItem])) +
      lines.length * 8 +
      counts.length * OUTCOMES.length * 10;
    expect(bytes).toBeLessThan(400 * 1024);
  }
});

function manyKeys(count: number) {
  const decisions = [{ ...decided(), via: 'authorizer' as const }];
  return Array.from({ length: count }, (_, n) => ({ tenant: 'acme', key: `k${n}`, decisions }));
}

function entryOf(tenant: string, key: string) {
  return { ...decided(), via: 'authorizer' as const, tenant, key };
}

describe('the oldest partial usage that is not merged', () => {
  it('is found until it is merged, in each partition, and late lines do not hide it', async () => {
    const store = createMemoryUsageStore();
    const at = (minute: number, partition = 0) => ({
      ...counted(`m${minute}#${partition}`, 1),
      ...{ startMs: NOON + minute * 60_000, partition },
    });
    const parts = [at(0), at(1), at(2, 1)];
    for (const part of parts) await store.appendPartialUsage(part);
    expect(await store.readOldestUnmerged(NOON)).toBe(NOON);
    await mergePartialUsage(store, parts.slice(0, 2));
    expect(await store.readOldestUnmerged(NOON)).toBe(NOON + 120_000);
    await mergePartialUsage(store, parts.slice(2));
    expect(await store.readOldestUnmerged(NOON)).toBeUndefined();
    await mergePartialUsage(store, [at(-60)]);
    expect(await store.readOldestUnmerged(NOON)).toBeUndefined();
  });
});
