import type { KeyDecisions } from './fold.ts';
import { type KeyUsage, recordDenial, recordUse } from './key-usage.ts';
import type { CountedDecision } from './logged-decision.ts';

/** An entry of the access log: a denied request, or the first use of a key in its window. */
export interface AccessLogEntry extends CountedDecision {
  readonly tenant: string;
  readonly key: string;
}

/**
 * Applies the decisions of a delivery on a key in order. Returns the new usage and the access log entries: the first use in
 * each window, and denials within the budget of the day. For a repetition of the delivery that was applied last, returns the
 * same usage object and the same entries again.
 */
export function recordDelivery(
  usage: KeyUsage,
  delivery: string,
  decisions: KeyDecisions,
): { readonly usage: KeyUsage; readonly entries: readonly AccessLogEntry[] } {
  const { lastUsedAtMs, denialsLogged, lastDelivery } = usage;
  if (lastDelivery?.id === delivery) {
    const { id, ...before } = lastDelivery;
    return { usage, entries: applyDecisions({ ...usage, ...before }, decisions).entries };
  }
  const applied = applyDecisions(usage, decisions);
  if (applied.usage === usage) return applied;
  const recorded = { id: delivery, lastUsedAtMs, denialsLogged };
  return { usage: { ...applied.usage, lastDelivery: recorded }, entries: applied.entries };
}

function applyDecisions(usage: KeyUsage, { tenant, key, decisions }: KeyDecisions) {
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
