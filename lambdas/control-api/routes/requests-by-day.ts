import type { KeySettings } from '../../../lib/core/keys/key.ts';
import { dayOf } from '../../../lib/core/usage/limits.ts';
import type { DayCounts } from '../../../lib/core/usage/usage-store.ts';
import type { ControlApiDeps } from '../deps.ts';

/**
 * Reads the requests of each of the last days for the keys of a page: one query per key and month.
 *
 * @param days undefined to read nothing
 * @throws UnavailableError if the store does not respond
 */
export async function readRequestsByDay(
  { usage, clock }: Pick<ControlApiDeps, 'usage' | 'clock'>,
  keys: readonly Pick<KeySettings, 'tenant' | 'id'>[],
  days: number | undefined,
): Promise<(key: Pick<KeySettings, 'id'>) => { readonly requestsByDay?: number[] }> {
  if (!usage || days === undefined) return () => ({});
  const today = dayOf(clock());
  const first = today - days + 1;
  const read = keys.map(
    async ({ tenant, id }): Promise<[string, readonly DayCounts[]]> => [
      id,
      await usage.store.readCounts({ tenant, key: id }, first, today),
    ],
  );
  const counts = new Map(await Promise.all(read));
  return ({ id }) => {
    const requestsByDay = Array.from({ length: days }, () => 0);
    for (const each of counts.get(id) ?? []) {
      const requests = Object.values(each.counts).reduce((sum, count) => sum + count, 0);
      requestsByDay[each.day - first] = requests;
    }
    return { requestsByDay };
  };
}
