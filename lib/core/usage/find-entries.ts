import type { Outcome } from '../access/outcomes.ts';
import { withUnknown } from '../read-known.ts';
import type { Page, PageRequest, TimeSpan } from '../store.ts';
import type { AccessLogEntry } from './access-log.ts';
import type { CountScope, UsageStore } from './usage-store.ts';

/** The entries of a listing. An omitted part matches all entries. */
export interface AccessLogFilter extends TimeSpan {
  /** One outcome, or every outcome except `allowed`. */
  readonly outcome?: Outcome | 'denied' | undefined;
}

/** The maximum number of reads for one page, which bounds its cost if few entries match. */
const READS = 20;

/**
 * Lists the entries of the access log that match a filter, newest first. The index serves the time span. The outcome is
 * compared in a bounded walk, so a page can be short or empty and still have a next page.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function findEntries(
  store: Pick<UsageStore, 'listAccessLog'>,
  of: CountScope,
  { outcome, ...span }: AccessLogFilter,
  { cursor, limit }: PageRequest,
): Promise<Page<AccessLogEntry> | 'invalid-cursor'> {
  const items: AccessLogEntry[] = [];
  const unknown: string[] = [];
  let after = cursor;
  for (let read = 1; read <= READS && items.length < limit; read += 1) {
    const page = await store.listAccessLog(of, { cursor: after, limit: limit - items.length }, span);
    if (page === 'invalid-cursor') return page;
    items.push(...page.items.filter((entry) => matches(entry, outcome)));
    unknown.push(...(page.unknown ?? []));
    after = page.next;
    if (after === undefined) break;
  }
  return withUnknown({ items, next: after }, unknown);
}

function matches(entry: AccessLogEntry, outcome: AccessLogFilter['outcome']): boolean {
  if (outcome === undefined) return true;
  return outcome === 'denied' ? entry.outcome !== 'allowed' : entry.outcome === outcome;
}
