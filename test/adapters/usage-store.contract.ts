import { describe, expect, it } from 'vitest';
import { MS_PER_DAY } from '../../lib/core/keys/lifetime.ts';
import type { Page, PageRequest } from '../../lib/core/store.ts';
import type { Counts } from '../../lib/core/usage/fold.ts';
import { type KeyUsage, newKeyUsage } from '../../lib/core/usage/key-usage.ts';
import { dayOf, HOURS_PER_DAY, hourOf } from '../../lib/core/usage/limits.ts';
import type { HourCounts, UsageStore } from '../../lib/core/usage/usage-store.ts';
import { freshTenantId, keyOf, NOON } from '../support/entities.ts';
import { decided } from '../support/logged-decisions.ts';

const TODAY = dayOf(NOON);
const MINUTE_MS = 60_000;

function batchOf(id: string, partition = 0) {
  return { id, partition };
}

/** Counts in the last hour of a day. */
function onDay(day: number, counts: Counts): HourCounts {
  return { hour: (day + 1) * HOURS_PER_DAY - 1, counts };
}

function daysOf(entries: readonly { readonly atMs: number }[]): readonly HourCounts[] {
  return [...new Set(entries.map(({ atMs }) => dayOf(atMs)))].map((day) => onDay(day, { allowed: 1 }));
}

/** Everything that the port promises. Each test has a tenant of its own: the real table is shared. */
export function usageStoreContract(name: string, store: UsageStore): void {
  describe(name, () => {
    keysContract(store);
    countsContract(store);
    recordedLinesContract(store);
    failuresContract(store);
    accessLogContract(store);
    listingContract(store);
    watermarkContract(store);
  });
}

async function watched(store: UsageStore, given: Partial<KeyUsage> = {}): Promise<KeyUsage> {
  const usage = { ...newKeyUsage(keyOf(given.tenant ?? freshTenantId()), NOON), ...given };
  await store.createUsage(usage);
  return usage;
}

function keysContract(store: UsageStore): void {
  it('reads the written usage of a key and no other', async () => {
    const usage = await watched(store, {
      lastUsedAtMs: NOON,
      generations: { 1: NOON, 12: NOON + 1 },
      permissions: { read: NOON, 'orders:*': null, constructor: NOON },
      denialsLogged: { day: TODAY, unproven: 7, proven: 3 },
      lastDelivery: {
        id: 'a1b2',
        lastUsedAtMs: null,
        denialsLogged: { day: TODAY, unproven: 6, proven: 3 },
      },
    });
    expect(await store.readUsage(usage.key)).toEqual(usage);
    expect(await store.readUsage(`${usage.key}x`)).toBeUndefined();
    expect(await store.readUsages([usage.key, `${usage.key}x`])).toEqual(new Map([[usage.key, usage]]));
    expect(await store.readUsages([])).toEqual(new Map());
  });

  it('does not create an existing usage again', async () => {
    const usage = await watched(store, { lastUsedAtMs: NOON });
    await store.createUsage({ ...usage, lastUsedAtMs: null });
    expect(await store.readUsage(usage.key)).toEqual(usage);
  });

  it('replaces a usage only with its next version', async () => {
    const usage = await watched(store);
    const next = { ...usage, lastUsedAtMs: NOON, version: 2 };
    expect(await store.replaceUsage(next)).toBe('committed');
    expect(await store.replaceUsage({ ...usage, lastUsedAtMs: 7, version: 2 })).toBe('version-conflict');
    expect(await store.readUsage(usage.key)).toEqual(next);
    expect(await store.replaceUsage({ ...usage, key: `${usage.key}x`, version: 2 })).toBe('version-conflict');
    expect(await store.readUsage(`${usage.key}x`)).toBeUndefined();
  });
}

function countsContract(store: UsageStore): void {
  it('adds up counts by day, separately for a tenant and its keys', async () => {
    const [tenant, key] = [freshTenantId(), keyOf('any').id];
    await store.addCounts({ tenant, key }, [onDay(TODAY, { allowed: 2, expired: 1 })], batchOf('a'));
    await store.addCounts({ tenant, key }, [onDay(TODAY, { allowed: 1 })], batchOf('b'));
    await store.addCounts({ tenant, key }, [onDay(TODAY - 1, { revoked: 1 })], batchOf('c'));
    await store.addCounts({ tenant }, [onDay(TODAY, { 'owner-deactivated': 5 })], batchOf('b'));
    expect(await store.readCounts({ tenant, key }, TODAY - 1, TODAY)).toEqual([
      { day: TODAY - 1, counts: { revoked: 1 } },
      { day: TODAY, counts: { allowed: 3, expired: 1 } },
    ]);
    expect(await store.readCounts({ tenant, key }, TODAY, TODAY + 1)).toHaveLength(1);
    expect(await store.readCounts({ tenant }, TODAY - 9, TODAY)).toEqual([
      { day: TODAY, counts: { 'owner-deactivated': 5 } },
    ]);
  });

  it.each([1, 3, 5])('keeps the days of month %i of 2027 and the month before apart', async (month) => {
    const counted = { tenant: freshTenantId(), key: keyOf('any').id };
    const next = dayOf(Date.UTC(2027, month - 1, 1));
    const before = dayOf(Date.UTC(2027, month - 2, 1));
    await store.addCounts(counted, [onDay(before, { allowed: 1 })], batchOf('a'));
    await store.addCounts(counted, [onDay(next - 1, { allowed: 2 })], batchOf('b'));
    expect(await store.readCounts(counted, before, next)).toEqual([
      { day: before, counts: { allowed: 1 } },
      { day: next - 1, counts: { allowed: 2 } },
    ]);
    await store.addCounts(counted, [onDay(next, { allowed: 4 })], batchOf('c'));
    expect(await store.readCounts(counted, next - 1, next)).toEqual([
      { day: next - 1, counts: { allowed: 2 } },
      { day: next, counts: { allowed: 4 } },
    ]);
    expect(await store.readCounts(counted, next, next)).toHaveLength(1);
  });

  it('adds the days of a batch together, and the last batch of each partition once', async () => {
    const counted = { tenant: freshTenantId(), key: keyOf('any').id };
    const days = [
      onDay(TODAY - 1, { allowed: 1 }),
      onDay(TODAY, { allowed: 2 }),
      onDay(TODAY, { expired: 3 }),
    ];
    for (const partition of [0, 1, 0, 1]) await store.addCounts(counted, days, batchOf('a', partition));
    expect(await store.readCounts(counted, TODAY - 1, TODAY)).toEqual([
      { day: TODAY - 1, counts: { allowed: 2 } },
      { day: TODAY, counts: { allowed: 4, expired: 6 } },
    ]);
  });

  it('does not add the last added batch again', async () => {
    const counted = { tenant: freshTenantId(), key: keyOf('any').id };
    await store.addCounts(counted, [onDay(TODAY, { allowed: 2 })], batchOf('a'));
    await store.addCounts(counted, [onDay(TODAY, { allowed: 2 })], batchOf('a'));
    expect(await store.readCounts(counted, TODAY, TODAY)).toEqual([{ day: TODAY, counts: { allowed: 2 } }]);
  });
}

function recordedLinesContract(store: UsageStore): void {
  it('reads the lines of partial usage that starts in a range of time, in all partitions', async () => {
    // Times that no other test uses: the real table is shared. The past, because merged starts are never moved back.
    const startMs = Math.floor(Math.random() * 2e7) * MINUTE_MS;
    const lines = Array.from({ length: 4 }, () => decided().id);
    for (const [partition, line] of lines.entries()) {
      const counts = [{ tenant: freshTenantId(), key: 'k1', hour: hourOf(NOON), counts: { allowed: 1 } }];
      const minute = startMs + partition * MINUTE_MS;
      await store.appendPartialUsage({
        ...{ id: line, startMs: minute, partition, counts, entries: [], lines: [line] },
      });
    }
    const read = (from: number, through: number) =>
      store.readRecordedLines(startMs + from * MINUTE_MS, startMs + through * MINUTE_MS);
    expect(await read(0, 3)).toEqual(new Set(lines));
    expect(await read(1, 2)).toEqual(new Set(lines.slice(1, 3)));
    expect(await read(4, 9)).toEqual(new Set());
  });
}

function failuresContract(store: UsageStore): void {
  it('adds up failures by hour, separately for keys and addresses, and ignores a repeated batch', async () => {
    const key = keyOf('any').id;
    expect(await store.addFailures({ key }, 7, 2, 'a')).toBe(2);
    expect(await store.addFailures({ key }, 7, 2, 'a')).toBe(2);
    expect(await store.addFailures({ key }, 7, 3, 'b')).toBe(5);
    expect(await store.addFailures({ key }, 8, 1, 'b')).toBe(1);
    expect(await store.addFailures({ address: key }, 7, 1, 'b')).toBe(1);
  });
}

function accessLogContract(store: UsageStore): void {
  it('lists entries of a tenant and of a key newest first, each once over all pages', async () => {
    const tenant = freshTenantId();
    const keys = [1, 2, 3].map(() => keyOf(tenant).id);
    const entries = Array.from({ length: 21 }, (_, n) => {
      const key = keys[n % keys.length] ?? '';
      const decision = decided({ atMs: NOON + n * 7 * MINUTE_MS, generation: n % 2 ? 1 : undefined });
      return { ...decision, via: 'authorizer' as const, tenant, key };
    });
    await store.appendAccessLog('a', entries);
    await store.appendAccessLog('a', entries);
    await store.appendAccessLog('b', entries.slice(3, 9));
    for (const key of keys) await store.addCounts({ tenant, key }, daysOf(entries), batchOf('a'));

    const newest = entries.toReversed();
    expect(await allOf((page) => store.listAccessLog({ tenant }, page), 4)).toEqual(newest);
    const key = keys[1] ?? '';
    const ofKey = newest.filter((entry) => entry.key === key);
    expect(await allOf((page) => store.listAccessLog({ tenant, key }, page), 7)).toEqual(ofKey);
    expect(await allOf((page) => store.listAccessLog({ tenant: freshTenantId(), key }, page), 7)).toEqual([]);
  });

  it('lists a batch of more entries than fit an item', async () => {
    const tenant = freshTenantId();
    const keys = [1, 2, 3].map(() => keyOf(tenant).id);
    const entries = Array.from({ length: 450 }, (_, n) => {
      const { ms, ...decision } = decided({ atMs: NOON + n });
      return { ...decision, via: 'authorizer' as const, tenant, key: keys[n % keys.length] ?? '' };
    });
    await store.appendAccessLog('a', entries);
    const [key = ''] = keys;
    await store.addCounts({ tenant, key }, daysOf(entries), batchOf('a'));
    const newest = entries.toReversed();
    expect(await allOf((page) => store.listAccessLog({ tenant }, page), 100)).toEqual(newest);
    const ofKey = newest.filter((entry) => entry.key === key);
    expect(await allOf((page) => store.listAccessLog({ tenant, key }, page), 100)).toEqual(ofKey);
  });

  it('rejects an invalid cursor', async () => {
    const tenant = freshTenantId();
    expect(await store.listAccessLog({ tenant }, { cursor: 'junk', limit: 5 })).toBe('invalid-cursor');
    const of = { tenant, beforeDay: TODAY };
    expect(await store.listKeys('by-last-use', of, { cursor: 'bm9wZQ', limit: 5 })).toBe('invalid-cursor');
  });
}

function listingContract(store: UsageStore): void {
  const ago = (days: number) => NOON - days * MS_PER_DAY;

  it('lists keys by the month of their last use, longest unused first, separately from keys without use', async () => {
    const tenant = freshTenantId();
    const usedAgo = async (days: number) =>
      (await watched(store, { tenant, trackedSinceMs: ago(200), lastUsedAtMs: ago(days) })).key;
    const [old, older, recent] = [await usedAgo(91), await usedAgo(130), await usedAgo(50)];
    const never = (await watched(store, { tenant, trackedSinceMs: ago(100) })).key;
    await watched(store, { tenant, trackedSinceMs: ago(100), lastUsedAtMs: ago(100), listed: false });
    await watched(store, { trackedSinceMs: ago(200), lastUsedAtMs: ago(150) });

    const of = { tenant, beforeDay: TODAY - 90 };
    expect(await allOf((page) => store.listKeys('by-last-use', of, page), 1)).toEqual([older, old]);
    expect(await allOf((page) => store.listKeys('never-used', of, page), 5)).toEqual([never]);
    const later = { tenant, beforeDay: TODAY };
    expect(await allOf((page) => store.listKeys('by-last-use', later, page), 2)).toEqual([
      older,
      old,
      recent,
    ]);
  });

  it('moves a used key to another listing and removes an ended key', async () => {
    const tenant = freshTenantId();
    const usage = await watched(store, { tenant, trackedSinceMs: ago(100) });
    const used = { ...usage, lastUsedAtMs: ago(50), version: 2 };
    await store.replaceUsage(used);
    const of = { tenant, beforeDay: TODAY };
    expect(await allOf((page) => store.listKeys('never-used', of, page), 5)).toEqual([]);
    expect(await allOf((page) => store.listKeys('by-last-use', of, page), 5)).toEqual([usage.key]);
    await store.replaceUsage({ ...used, listed: false, version: 3 });
    expect(await allOf((page) => store.listKeys('by-last-use', of, page), 5)).toEqual([]);
  });

  it('includes keys that were used later in the last month', async () => {
    const tenant = freshTenantId();
    const firstOfMonth = Date.UTC(2027, 0, 1);
    const { key } = await watched(store, {
      tenant,
      trackedSinceMs: firstOfMonth,
      lastUsedAtMs: firstOfMonth + 20 * MS_PER_DAY,
    });
    const listed = (beforeDay: number) =>
      allOf((page) => store.listKeys('by-last-use', { tenant, beforeDay }, page), 5);
    expect(await listed(dayOf(firstOfMonth) + 1)).toEqual([key]);
    expect(await listed(dayOf(firstOfMonth))).toEqual([]);
  });

  it('lists all keys, those without use first', async () => {
    const tenant = freshTenantId();
    const used = async (days: number) =>
      (await watched(store, { tenant, trackedSinceMs: ago(200), lastUsedAtMs: ago(days) })).key;
    const [recent, old] = [await used(1), await used(95)];
    const never = (await watched(store, { tenant, trackedSinceMs: ago(2) })).key;
    await watched(store, { tenant, trackedSinceMs: ago(200), listed: false });
    const of = { tenant, beforeDay: TODAY - 90 };
    expect(await allOf((page) => store.listKeys('all', of, page), 1)).toEqual([never, old, recent]);
  });

  it('lists many keys of the same day once each over all pages', async () => {
    const tenant = freshTenantId();
    const made = await Promise.all(
      Array.from({ length: 30 }, () => watched(store, { tenant, trackedSinceMs: ago(9) })),
    );
    const listed = await allOf((page) => store.listKeys('never-used', { tenant, beforeDay: TODAY }, page), 7);
    expect(listed).toEqual(made.map(({ key }) => key).sort());
  });
}

function watermarkContract(store: UsageStore): void {
  it('replaces a watermark only with its next version', async () => {
    const first = { logGroup: `/aws/${freshTenantId()}`, healthySinceMs: 1, throughMs: 2, version: 1 };
    const second = { ...first, throughMs: 3, version: 2 };
    expect(await store.replaceWatermark(second)).toBe('version-conflict');
    expect(await store.replaceWatermark(first)).toBe('committed');
    expect(await store.replaceWatermark(first)).toBe('version-conflict');
    expect(await store.replaceWatermark(second)).toBe('committed');
    expect(await store.readWatermarks()).toContainEqual(second);
  });
}

async function allOf<Entity>(
  list: (page: PageRequest) => Promise<Page<Entity> | 'invalid-cursor'>,
  limit: number,
): Promise<readonly Entity[]> {
  const all: Entity[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ cursor, limit });
    if (page === 'invalid-cursor') throw new Error('the store rejected its own cursor');
    expect(page.items.length).toBeLessThanOrEqual(limit);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}
