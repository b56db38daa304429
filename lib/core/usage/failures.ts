import { sourceNetworkOf } from '../access/source-address.ts';
import { type Hour, hourOf } from './limits.ts';
import type { CountedDecision } from './logged-decision.ts';
import { OUTCOME_CLASSES } from './outcome-class.ts';

/** The most keys, and the most addresses, that one delivery counts failures of: those with the most failures. */
const MAX_COUNTED_SUBJECTS = 16;

/** The most failures of a source per hour that count as `distributed`, so that a retrying client has little weight. */
const COUNTED_PER_SOURCE = 10;

/** The subject of a failure count. */
export type FailureSubject = { readonly key: string } | { readonly address: string };

/** The port of failure counts. */
export interface FailureCounter {
  /**
   * Adds to the failures of an hour and returns the new total. The last added batch is not added again. Counts expire
   * after some hours.
   */
  addFailures(of: FailureSubject, hour: Hour, count: number, batch: string): Promise<number>;
}

/** The highest failure counts of an hour among the sources of a delivery. */
export interface HourlyFailures {
  /** Wrong secrets for one existing key. */
  readonly ofOneKey: number;
  /** Failed authentications from one address. */
  readonly ofOneAddress: number;
  /**
   * The failed authentications of the delivery, at most ten of each source per hour. It grows with the number of
   * sources and not with the persistence of one. All failures without a known source count.
   */
  readonly distributed: number;
}

export function isAuthenticationFailure({ outcome }: Pick<CountedDecision, 'outcome'>): boolean {
  return OUTCOME_CLASSES[outcome] === 'unproven';
}

/** Counts the failures of a delivery. */
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
  const withAddress = sources.reduce((sum, { count }) => sum + count, 0);
  return {
    ofOneKey: Math.max(0, ...keyTotals),
    ofOneAddress: Math.max(0, ...sourceTotals),
    distributed: failures.length - withAddress + distributedOf(sources, sourceTotals),
  };
}

/** The sources that are not counted in the store are many with few failures each. */
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

/** The totals of an hour, only for the subjects with the most failures, so that the number of writes is bounded. */
function totalsOf(
  counter: FailureCounter,
  batch: string,
  counts: readonly HourlyCount[],
  subjectOf: (name: string) => FailureSubject,
): Promise<readonly number[]> {
  return Promise.all(
    counts
      .slice(0, MAX_COUNTED_SUBJECTS)
      .map(({ name, hour, count }) => counter.addFailures(subjectOf(name), hour, count, batch)),
  );
}

/** Highest counts first; omits failures without a name. */
function countedBy(
  failures: readonly CountedDecision[],
  nameOf: (failure: CountedDecision) => string | undefined,
): readonly HourlyCount[] {
  const counts = new Map<string, HourlyCount>();
  for (const failure of failures) {
    const [name, hour] = [nameOf(failure), hourOf(failure.atMs)];
    if (name === undefined) continue;
    const count = (counts.get(`${hour} ${name}`)?.count ?? 0) + 1;
    counts.set(`${hour} ${name}`, { name, hour, count });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}
