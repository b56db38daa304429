import { type HourlyFailures, isAuthenticationFailure } from './failures.ts';
import { type Counts, countsOf } from './fold.ts';
import type { CountedDecision } from './logged-decision.ts';

/** The metrics of a delivery, without keys, tenants or addresses. */
export interface UsageSummary {
  readonly decisions: number;
  /** Ignored lines: truncated, foreign or forged. */
  readonly droppedLines: number;
  readonly outcomes: Counts;
  readonly authenticationFailures: number;
  /** Requests without a decision. */
  readonly faults: number;
  /** Requests whose limits could not be charged: denied, or allowed without them. */
  readonly limiterFaults: number;
  readonly failures: HourlyFailures;
  /** The durations of the decisions that contain one, in milliseconds. */
  readonly durationsMs: readonly number[];
}

/** The summary of a recorded delivery. */
export interface RecordedDelivery {
  readonly decisions: readonly CountedDecision[];
  readonly failures: HourlyFailures;
  readonly dropped: number;
  /** The lines on keys of a late delivery: those that were recorded now, and those that were known. */
  readonly late?: { readonly recorded: number; readonly known: number };
}

export function summaryOf({ decisions, failures, dropped }: RecordedDelivery): UsageSummary {
  const outcomes = countsOf(decisions);
  return {
    decisions: decisions.length,
    droppedLines: dropped,
    outcomes,
    authenticationFailures: decisions.filter(isAuthenticationFailure).length,
    faults: (outcomes.unavailable ?? 0) + (outcomes['limiter-unavailable'] ?? 0),
    limiterFaults:
      (outcomes['limiter-unavailable'] ?? 0) + decisions.filter((each) => each.limiterUnavailable).length,
    failures,
    durationsMs: decisions.flatMap(({ ms }) => (ms === undefined ? [] : [ms])),
  };
}
