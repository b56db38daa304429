import { BoundedMap } from '../bounded-map.ts';
import type { KeyUsage } from './key-usage.ts';
import type { UsageStore } from './usage-store.ts';

/** The usages that a warm instance has read. Most lines belong to a window that is already written. */
export interface UsageCache {
  read(key: string): Promise<KeyUsage | undefined>;
  /** The last written usage; undefined if it must be read again. */
  learn(key: string, usage: KeyUsage | undefined): void;
}

/**
 * Caches usages; a full cache evicts the oldest. A cached usage can be outdated, which the version condition of each
 * write detects. The tenant of a key never changes. Missing usages are not cached.
 */
export function createUsageCache(store: Pick<UsageStore, 'readUsage'>, capacity?: number): UsageCache {
  const usages = new BoundedMap<KeyUsage>(capacity);
  const learn = (key: string, usage: KeyUsage | undefined): void => {
    if (usage) usages.set(key, usage);
    else usages.delete(key);
  };
  return {
    read: async (key) => {
      const remembered = usages.get(key);
      if (remembered) return remembered;
      const usage = await store.readUsage(key);
      learn(key, usage);
      return usage;
    },
    learn,
  };
}
