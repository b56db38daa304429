import type { Outcome } from '../access/outcomes.ts';
import { sourceNetworkOf } from '../access/source-address.ts';
import type { CountedDecision } from './decided.ts';

/**
 * The refusals of credentials that proved nothing. Not among them: `missing`, which health checks and browsers cause,
 * and whatever takes a matching secret (`expired`, `disabled`, …), which is a customer's own key and no stranger's try.
 * A revoked key's digests are erased, so that its secret proves nothing either.
 */
const AUTHENTICATION_FAILURES: ReadonlySet<Outcome> = new Set([
  'malformed',
  'not-ours',
  'unknown',
  'revoked',
]);

/** How many keys, and how many addresses, one delivery counts failures of: those with the most. */
const COUNTED_AT_MOST = 16;

/** An hour of UTC, as hours since 1970-01-01. */
export type Hour = number;
const MS_PER_HOUR = 3_600_000;

/** What failures are counted of. */
export type FailingThing = { readonly key: string } | { readonly address: string };

/** Where they are counted. */
export interface FailureCounter {
  /**
   * Adds to the failures of an hour, and tells how many there are then. A batch that was the last to be added there is
   * not added again. They are forgotten some hours later.
   */
  addFailures(of: FailingThing, hour: Hour, count: number, batch: string): Promise<number>;
}

/** The most of an hour, as far as a delivery tells of it. */
export interface HourlyFailures {
  /** Wrong secrets against one known key. */
  readonly ofOneKey: number;
  /** Failed authentications from one address. */
  readonly ofOneAddress: number;
}

export function isAuthenticationFailure({ outcome }: Pick<CountedDecision, 'outcome'>): boolean {
  return AUTHENTICATION_FAILURES.has(outcome);
}

/** Counts the failures that a delivery tells of. */
export async function countFailures(
  counter: FailureCounter,
  decisions: readonly CountedDecision[],
  batch: string,
): Promise<HourlyFailures> {
  const failures = decisions.filter(isAuthenticationFailure);
  const guesses = failures.filter(({ outcome, key }) => outcome === 'unknown' && key !== undefined);
  const [ofOneKey, ofOneAddress] = await Promise.all([
    mostOf(
      counter,
      batch,
      countedBy(guesses, ({ key }) => key),
      (key) => ({ key }),
    ),
    mostOf(
      counter,
      batch,
      countedBy(failures, ({ sourceAddress }) => sourceNetworkOf(sourceAddress)),
      (address) => ({ address }),
    ),
  ]);
  return { ofOneKey, ofOneAddress };
}

interface HourlyCount {
  readonly name: string;
  readonly hour: Hour;
  readonly count: number;
}

async function mostOf(
  counter: FailureCounter,
  batch: string,
  counts: readonly HourlyCount[],
  thing: (name: string) => FailingThing,
): Promise<number> {
  const totals = await Promise.all(
    counts.map(({ name, hour, count }) => counter.addFailures(thing(name), hour, count, batch)),
  );
  return Math.max(0, ...totals);
}

/** Those with the most; the others stay uncounted, so that a flood from everywhere costs no flood of writes. */
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
  return [...counts.values()].sort((one, other) => other.count - one.count).slice(0, COUNTED_AT_MOST);
}
