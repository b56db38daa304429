import { sourceNetworkOf } from '../access/source-address.ts';
import type { CountedDecision } from './logged-decision.ts';
import { OUTCOME_CLASSES } from './outcome-class.ts';

/** How many keys, and how many addresses, one delivery counts failures of: those with the most. */
const COUNTED_AT_MOST = 16;

/** How many failures of one source in an hour count towards `distributed`: a client that retries soon counts no more. */
const COUNTED_PER_SOURCE = 10;

/** An hour of UTC, as hours since 1970-01-01. */
export type Hour = number;
const MS_PER_HOUR = 3_600_000;

/** What failures are counted of. */
export type FailureSubject = { readonly key: string } | { readonly address: string };

/** Where they are counted. */
export interface FailureCounter {
  /**
   * Adds to the failures of an hour, and tells how many there are then. A batch that was the last to be added there is
   * not added again. They are forgotten some hours later.
   */
  addFailures(of: FailureSubject, hour: Hour, count: number, batch: string): Promise<number>;
}

/** The most of an hour, as far as a delivery tells of it. */
export interface HourlyFailures {
  /** Wrong secrets against one known key. */
  readonly ofOneKey: number;
  /** Failed authentications from one address. */
  readonly ofOneAddress: number;
  /**
   * The delivery's failed authentications, of each source the first ten of an hour. So it grows with the number of
   * sources, and not with the persistence of one. Failures whose source is not known all count.
   */
  readonly distributed: number;
}

export function isAuthenticationFailure({ outcome }: Pick<CountedDecision, 'outcome'>): boolean {
  return OUTCOME_CLASSES[outcome] === 'unproven';
}

/** Counts the failures that a delivery tells of. */
export async function countFailures(
  counter: FailureCounter,
  decisions: readonly CountedDecision[],
  batch: string,
): Promise<HourlyFailures> {
  const failures = decisions.filter(isAuthenticationFailure);
  const guesses = failures.filter(({ outcome, key }) => outcome === 'unknown' && key !== undefined);
  const keys = countedBy(guesses, ({ key }) => key);
  const sources = countedBy(failures, ({ sourceAddress }) => sourceNetworkOf(sourceAddress));
  const [keyTotals, sourceTotals] = await Promise.all([
    totalsOf(counter, batch, keys, (key) => ({ key })),
    totalsOf(counter, batch, sources, (address) => ({ address })),
  ]);
  const named = sources.reduce((sum, { count }) => sum + count, 0);
  return {
    ofOneKey: Math.max(0, ...keyTotals),
    ofOneAddress: Math.max(0, ...sourceTotals),
    distributed: failures.length - named + distributedOf(sources, sourceTotals),
  };
}

/** Sources beyond those that are counted in the store are many, each with few failures. */
function distributedOf(sources: readonly HourlyCount[], totals: readonly number[]): number {
  const within = (failures: number) => Math.min(failures, COUNTED_PER_SOURCE);
  return sources
    .map(({ count }, position) => {
      const total = totals[position] ?? count;
      return within(total) - within(total - count);
    })
    .reduce((sum, each) => sum + each, 0);
}

interface HourlyCount {
  readonly name: string;
  readonly hour: Hour;
  readonly count: number;
}

/** The totals of an hour, of those with the most alone: a flood from everywhere costs no flood of writes. */
function totalsOf(
  counter: FailureCounter,
  batch: string,
  counts: readonly HourlyCount[],
  thing: (name: string) => FailureSubject,
): Promise<readonly number[]> {
  return Promise.all(
    counts
      .slice(0, COUNTED_AT_MOST)
      .map(({ name, hour, count }) => counter.addFailures(thing(name), hour, count, batch)),
  );
}

/** Those with the most first; a failure without a name is left out. */
function countedBy(
  failures: readonly CountedDecision[],
  nameOf: (failure: CountedDecision) => string | undefined,
): readonly HourlyCount[] {
  const counts = new Map<string, HourlyCount>();
  for (const failure of failures) {
    const [name, hour] = [nameOf(failure), Math.floor(failure.atMs / MS_PER_HOUR)];
    if (name === undefined) continue;
    const count = (counts.get(`${hour} ${name}`)?.count ?? 0) + 1;
    counts.set(`${hour} ${name}`, { name, hour, count });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}
