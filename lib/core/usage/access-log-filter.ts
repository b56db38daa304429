import type { Outcome } from '../access/outcomes.ts';
import type { TimeSpan } from '../store.ts';

/** The entries of a listing. An omitted part matches all entries. */
export interface AccessLogFilter extends TimeSpan {
  /** One outcome, or every outcome except `allowed`. */
  readonly outcome?: Outcome | 'denied' | undefined;
}

export function hasOutcome(
  entry: { readonly outcome: Outcome },
  outcome: AccessLogFilter['outcome'],
): boolean {
  if (outcome === undefined) return true;
  return outcome === 'denied' ? entry.outcome !== 'allowed' : entry.outcome === outcome;
}
