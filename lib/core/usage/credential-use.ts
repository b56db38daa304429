import type { Usage } from '../rotation/rotation-deps.ts';
import type { Clock } from '../runtime.ts';
import { healthOf, reportThroughMs, wasUnused } from './delivery.ts';
import type { Sources, UsageStore } from './usage-store.ts';

/**
 * Tells the use of single credentials from what was recorded. What is younger than a quarter of an hour may still be on
 * its way, so a window that ends now is looked at as it was then: as long, and as much earlier. A use since is one.
 */
export function createCredentialUse(
  store: Pick<UsageStore, 'readUsage' | 'readWatermarks'>,
  sources: Sources,
  clock: Clock,
): Usage {
  return {
    wasUnused: async ({ keyId, generation, fromMs, toMs }) => {
      const usage = await store.readUsage(keyId);
      if (!usage) return 'undetermined';
      const lateMs = Math.max(0, toMs - reportThroughMs(clock()));
      const known = { fromMs: fromMs - lateMs, toMs: toMs - lateMs };
      const lastUsedAtMs = usage.generations[generation] ?? null;
      if (lastUsedAtMs !== null && lastUsedAtMs >= known.fromMs) return 'no';
      const [registered, watermarks] = await Promise.all([sources.list(), store.readWatermarks()]);
      const use = { trackedSinceMs: usage.trackedSinceMs, lastUsedAtMs };
      return wasUnused(use, known, healthOf(registered, watermarks));
    },
  };
}
