import type { Clock } from '../../lib/core/runtime.ts';
import type { Source } from '../../lib/core/usage/delivery.ts';
import type { Sources } from '../../lib/core/usage/usage-store.ts';

/** For how long a registration is remembered. */
const REMEMBERED_MS = 10 * 60_000;
/** How long after a look an unknown log group is not looked up again. */
const PATIENCE_MS = 10_000;

/** Finds the source that a log group is registered as; undefined for any other log group. */
export type FindSource = (logGroup: string) => Promise<Source | undefined>;

/** Remembers the registered sources, and looks again where one is unknown: it may have been deployed just now. */
export function createFindSource(sources: Sources, clock: Clock): FindSource {
  let known = new Map<string, Source>();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return async (logGroup) => {
    const ageMs = clock() - lookedAtMs;
    if (ageMs > (known.has(logGroup) ? REMEMBERED_MS : PATIENCE_MS)) {
      const listed = await sources.list();
      known = new Map(listed.map((source) => [source.logGroup, source]));
      lookedAtMs = clock();
    }
    return known.get(logGroup);
  };
}
