import type { KeyUsage } from './key-usage.ts';
import type { UsageStore } from './usage-store.ts';

/** The usages that a warm instance has seen: most lines tell of a key in a window that was written already. */
export interface KnownUsages {
  read(key: string): Promise<KeyUsage | undefined>;
  /** As it was just written; undefined where it is to be read anew. */
  learn(key: string, usage: KeyUsage | undefined): void;
}

/**
 * Remembers usages; at the capacity the oldest is forgotten. What is remembered can be behind, which every write
 * finds out by its version; the tenant of a key never changes. That there is none is not remembered.
 */
export function createKnownUsages(store: Pick<UsageStore, 'readUsage'>, capacity = 10_000): KnownUsages {
  const usages = new Map<string, KeyUsage>();
  const learn = (key: string, usage: KeyUsage | undefined): void => {
    usages.delete(key);
    if (!usage) return;
    const oldest = usages.size >= capacity ? usages.keys().next().value : undefined;
    if (oldest !== undefined) usages.delete(oldest);
    usages.set(key, usage);
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
