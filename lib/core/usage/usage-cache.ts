import { BoundedMap } from '../bounded-map.ts';
import type { Consistency } from '../store.ts';
import type { KeyUsage } from './key-usage.ts';
import type { UsageStore } from './usage-store.ts';

/** The usages that a warm instance has read. Most lines belong to a window that is already written. */
export interface UsageCache {
  read(key: string): Promise<KeyUsage | undefined>;
  /** Reads a usage from the store with strong consistency. */
  readLatest(key: string): Promise<KeyUsage | undefined>;
  /** Remembers the last written usage. */
  learn(usage: KeyUsage): void;
}

/**
 * Caches usages; a full cache evicts the oldest. A usage is first read with eventual consistency, at half the cost, unless it
 * is missing. A cached or eventually consistent usage can be outdated. The version condition of each write detects that, because a
 * decision that changes the current usage also changes an outdated one. The tenant of a key never changes. Missing usages are
 * not cached.
 */
export function createUsageCache(store: Pick<UsageStore, 'readUsage'>, capacity?: number): UsageCache {
  const usages = new BoundedMap<KeyUsage>(capacity);
  const learn = (usage: KeyUsage) => usages.set(usage.key, usage);
  const read = async (key: string, consistency: Consistency) => {
    const usage = await store.readUsage(key, consistency);
    if (usage) learn(usage);
    return usage;
  };
  return {
    read: async (key) => usages.get(key) ?? (await read(key, 'eventual')) ?? (await read(key, 'strong')),
    readLatest: (key) => read(key, 'strong'),
    learn,
  };
}
