import type { Clock } from '../../lib/core/runtime.ts';
import type { Source } from '../../lib/core/usage/delivery.ts';
import type { Sources } from '../../lib/core/usage/usage-store.ts';

/** How long a registration is cached. */
const CACHE_MS = 10 * 60_000;
/** The minimum time between two lookups of unknown log groups. */
const UNKNOWN_CACHE_MS = 10_000;

/** Finds the registered source of a log group; undefined if the log group is not registered. */
export type FindSource = (logGroup: string) => Promise<Source | undefined>;

/** Caches the registered sources. Lists them again for an unknown log group, which may have just been deployed. */
export function createFindSource(sources: Sources, clock: Clock): FindSource {
  let known = new Map<string, Source>();
  let listedAtMs = Number.NEGATIVE_INFINITY;
  return async (logGroup) => {
    const ageMs = clock() - listedAtMs;
    if (ageMs > (known.has(logGroup) ? CACHE_MS : UNKNOWN_CACHE_MS)) {
      const listed = await sources.list();
      known = new Map(listed.map((source) => [source.logGroup, source]));
      listedAtMs = clock();
    }
    return known.get(logGroup);
  };
}
