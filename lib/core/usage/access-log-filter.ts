import type { Outcome } from '../access/outcomes.ts';
import type { TimeSpan } from '../store.ts';
import type { AccessLogEntry } from './access-log.ts';
import { FAILED_AUTHENTICATIONS } from './outcome-class.ts';

/** The entries of a listing. An omitted part matches all entries. */
export interface AccessLogFilter extends TimeSpan {
  /** One outcome, every outcome except `allowed`, or those of failed authentications. */
  readonly outcome?: Outcome | 'denied' | 'failed-authentication' | undefined;
  /** The ID that the gateway gave a request. */
  readonly requestId?: string | undefined;
}

/** Whether an entry matches a filter, apart from its time. */
export function matchesFilter(
  entry: Pick<AccessLogEntry, 'outcome' | 'requestId'>,
  { outcome, requestId }: AccessLogFilter,
): boolean {
  return (requestId === undefined || entry.requestId === requestId) && hasOutcome(entry, outcome);
}

function hasOutcome(entry: Pick<AccessLogEntry, 'outcome'>, outcome: AccessLogFilter['outcome']): boolean {
  if (outcome === undefined) return true;
  if (outcome === 'failed-authentication') return FAILED_AUTHENTICATIONS.includes(entry.outcome);
  return outcome === 'denied' ? entry.outcome !== 'allowed' : entry.outcome === outcome;
}
