import type { CountedDecision } from './logged-decision.ts';
import type { KeyDecisions } from './fold.ts';
import { type KeyUsage, refused, used } from './key-usage.ts';

/** What the access log tells of one request: a refusal, or the first use of a key in its window. */
export interface AccessLogEntry extends CountedDecision {
  readonly tenant: string;
  readonly key: string;
}

/**
 * Decisions on a key, one after the other: what becomes of its usage, and what of them the access log takes, which is
 * the uses with which a window began, and the refusals that the day has room for.
 */
export function accessOf(
  usage: KeyUsage,
  { tenant, key, decisions }: KeyDecisions,
): { readonly usage: KeyUsage; readonly entries: readonly AccessLogEntry[] } {
  let now = usage;
  const entries: AccessLogEntry[] = [];
  for (const decision of decisions) {
    const isUse = decision.outcome === 'allowed';
    const next = isUse ? used(now, decision) : refused(now, decision);
    if (isUse ? next.lastUsedAtMs !== now.lastUsedAtMs : next !== now)
      entries.push({ ...decision, tenant, key });
    now = next;
  }
  return { usage: now, entries };
}
