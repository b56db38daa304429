import { BoundedMap } from '../bounded-map.ts';
import type { KeyUsage } from './key-usage.ts';
import type { UsageStore } from './usage-store.ts';

/** The usages that a warm instance has seen: most lines tell of a key in a window that was written already. */
export interface UsageCache {
  read(key: string): Promise<KeyUsage | undefined>;
  /** As it was just written; undefined where it is to be read anew. */
  learn(key: string, usage: KeyUsage | undefined): void;
}

/**
 * Remembers usages; at the capacity the oldest is forgotten. What is remembered can be behind, which every write
 * finds out by its version; the tenant of a key never changes. That there is none is not remembered.
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
