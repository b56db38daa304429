import type { KeyDecisions } from './fold.ts';
import { type KeyUsage, recordDenial, recordUse } from './key-usage.ts';
import type { CountedDecision } from './logged-decision.ts';

/** What the access log tells of one request: a refusal, or the first use of a key in its window. */
export interface AccessLogEntry extends CountedDecision {
  readonly tenant: string;
  readonly key: string;
}

/**
 * Decisions on a key, one after the other: what becomes of its usage, and what of them the access log takes, which is
 * the uses with which a window began, and the refusals that the day has room for.
 */
export function selectAccessLogEntries(
  usage: KeyUsage,
  { tenant, key, decisions }: KeyDecisions,
): { readonly usage: KeyUsage; readonly entries: readonly AccessLogEntry[] } {
  let now = usage;
  const entries: AccessLogEntry[] = [];
  for (const decision of decisions) {
    const isUse = decision.outcome === 'allowed';
    const next = isUse ? recordUse(now, decision) : recordDenial(now, decision);
    if (isUse ? next.lastUsedAtMs !== now.lastUsedAtMs : next !== now)
      entries.push({ ...decision, tenant, key });
    now = next;
  }
  return { usage: now, entries };
}
