import type { AccessLogEntry } from './access-log.ts';
import type { Counts } from './fold.ts';
import { MS_PER_HOUR } from './limits.ts';
import type { CountScope, UsageStore } from './usage-store.ts';

/** The most entries that a summary counts. */
const ENTRIES = 2000;
/** The keys and addresses that a summary names. */
const NAMED = 10;

/** The logged denials of one hour, by outcome. */
export interface HourDenials {
  readonly hourMs: number;
  readonly counts: Counts;
}

/** The logged requests from one address. */
export interface AddressUse {
  readonly sourceAddress: string;
  readonly allowed: number;
  readonly denied: number;
  readonly lastAtMs: number;
}

/** What the access log contains about a time span. Allowed requests are samples. */
export interface AccessLogSummary {
  /** The time from which all entries are included: later than requested if there are too many. */
  readonly sinceMs: number;
  /** The hours with denials, oldest first. */
  readonly hours: readonly HourDenials[];
  /** The keys with the most denials. */
  readonly keys: readonly { readonly key: string; readonly denied: number }[];
  /** The addresses with the most denials, then those with the most samples. */
  readonly addresses: readonly AddressUse[];
}

/**
 * Counts the entries of the access log since a time. It reads one page of at most 2000 entries, newest first.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function summarizeEntries(
  store: Pick<UsageStore, 'listAccessLog'>,
  of: CountScope,
  { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
): Promise<AccessLogSummary> {
  const page = await store.listAccessLog(of, { cursor: undefined, limit: ENTRIES }, { fromMs });
  if (page === 'invalid-cursor') throw new Error('the access log rejected a request without a cursor');
  const entries = page.items;
  return {
    sinceMs: page.next === undefined ? fromMs : (entries.at(-1)?.atMs ?? nowMs),
    hours: hoursOf(entries.filter(isDenied)),
    keys: keysOf(entries.filter(isDenied)),
    addresses: addressesOf(entries),
  };
}

function isDenied({ outcome }: AccessLogEntry): boolean {
  return outcome !== 'allowed';
}

function hoursOf(denials: readonly AccessLogEntry[]): readonly HourDenials[] {
  const hours = Map.groupBy(denials, ({ atMs }) => Math.floor(atMs / MS_PER_HOUR) * MS_PER_HOUR);
  return [...hours]
    .map(([hourMs, entries]) => ({ hourMs, counts: countsOf(entries) }))
    .toSorted((one, other) => one.hourMs - other.hourMs);
}

function countsOf(entries: readonly AccessLogEntry[]): Counts {
  const outcomes = Map.groupBy(entries, ({ outcome }) => outcome);
  return Object.fromEntries([...outcomes].map(([outcome, each]) => [outcome, each.length]));
}

function keysOf(denials: readonly AccessLogEntry[]) {
  return [...Map.groupBy(denials, ({ key }) => key)]
    .map(([key, entries]) => ({ key, denied: entries.length }))
    .toSorted((one, other) => other.denied - one.denied)
    .slice(0, NAMED);
}

function addressesOf(entries: readonly AccessLogEntry[]): readonly AddressUse[] {
  return [...Map.groupBy(entries, ({ sourceAddress }) => sourceAddress)]
    .map(([sourceAddress, each]) => {
      const denied = each.filter(isDenied).length;
      const lastAtMs = Math.max(...each.map(({ atMs }) => atMs));
      return { sourceAddress, allowed: each.length - denied, denied, lastAtMs };
    })
    .toSorted((one, other) => other.denied - one.denied || other.allowed - one.allowed)
    .slice(0, NAMED);
}
