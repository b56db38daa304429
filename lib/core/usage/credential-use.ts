import type { Usage } from '../rotation/rotation-deps.ts';
import type { Clock } from '../runtime.ts';
import { healthOf, reportThroughMs, useDuring } from './delivery.ts';
import type { Sources, UsageStore } from './usage-store.ts';

/**
 * Answers from recorded usage whether a credential was used. Decisions of the last 15 minutes can still be in
 * delivery, so that a window that ends now is shifted to the past with the same length. A recorded use after the
 * shifted window counts as use.
 */
export function createCredentialUse(
  store: Pick<UsageStore, 'readUsage' | 'readWatermarks'>,
  sources: Sources,
  clock: Clock,
): Usage {
  return {
    useDuring: async ({ keyId, generation, fromMs, toMs }) => {
      const usage = await store.readUsage(keyId);
      if (!usage) return 'undetermined';
      const lateMs = Math.max(0, toMs - reportThroughMs(clock()));
      const known = { fromMs: fromMs - lateMs, toMs: toMs - lateMs };
      const lastUsedAtMs = usage.generations[generation] ?? null;
      if (lastUsedAtMs !== null && lastUsedAtMs >= known.fromMs) return 'used';
      const [registered, watermarks] = await Promise.all([sources.list(), store.readWatermarks()]);
      const use = { trackedSinceMs: usage.trackedSinceMs, lastUsedAtMs };
      return useDuring(use, known, healthOf(registered, watermarks));
    },
  };
}
