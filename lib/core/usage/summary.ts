import { type HourlyFailures, isAuthenticationFailure } from './failures.ts';
import { type Counts, countsOf, deniedCount } from './fold.ts';
import type { CountedDecision } from './logged-decision.ts';

/** What a delivery tells in figures, of no key, tenant or address in particular. */
export interface UsageSummary {
  readonly decisions: number;
  readonly denied: number;
  /** Lines that count for nothing: torn, foreign, or made up. */
  readonly droppedLines: number;
  readonly outcomes: Counts;
  readonly authenticationFailures: number;
  /** Requests that could not be decided on. */
  readonly faults: number;
  readonly failures: HourlyFailures;
  /** How long deciding took, one for each decision that says so. */
  readonly durationsMs: readonly number[];
}

/** What a delivery tells of, as it was recorded. */
export interface RecordedDelivery {
  readonly decisions: readonly CountedDecision[];
  readonly failures: HourlyFailures;
  readonly dropped: number;
}

export function summaryOf({ decisions, failures, dropped }: RecordedDelivery): UsageSummary {
  const outcomes = countsOf(decisions);
  return {
    decisions: decisions.length,
    denied: deniedCount(outcomes),
    droppedLines: dropped,
    outcomes,
    authenticationFailures: decisions.filter(isAuthenticationFailure).length,
    faults: outcomes.unavailable ?? 0,
    failures,
    durationsMs: decisions.flatMap(({ ms }) => (ms === undefined ? [] : [ms])),
  };
}
