import type { CountedDecision } from './decided.ts';
import type { KeyDecisions } from './fold.ts';
import { type KeyUsage, used } from './key-usage.ts';
import { REFUSALS_LOGGED_A_DAY } from './windows.ts';

/** What the access log tells of one request: a refusal, or the first use of a key in its window. */
export interface AccessLogEntry extends CountedDecision {
  readonly tenant: string;
  readonly key: string;
}

/** Uses of a key, one after the other: what becomes of its usage, and those with which a window began. */
export function usesOf(
  usage: KeyUsage,
  { tenant, key, decisions }: KeyDecisions,
): { readonly usage: KeyUsage; readonly first: readonly AccessLogEntry[] } {
  let now = usage;
  const first: AccessLogEntry[] = [];
  for (const decision of decisions) {
    if (decision.outcome !== 'allowed') continue;
    const next = used(now, decision);
    if (next.lastUsedAtMs !== now.lastUsedAtMs) first.push({ ...decision, tenant, key });
    now = next;
  }
  return { usage: now, first };
}

/**
 * The refusals of a key that its day still has room for. Whoever knows a key's id can have requests refused
 * in its name, so there is an end to what is written of them.
 * @param refusedSoFar how many of that day were counted, these included
 */
export function loggedRefusals(
  { tenant, key, decisions }: KeyDecisions,
  refusedSoFar: number,
): readonly AccessLogEntry[] {
  const refusals = decisions.filter(({ outcome }) => outcome !== 'allowed');
  const room = Math.max(0, REFUSALS_LOGGED_A_DAY - (refusedSoFar - refusals.length));
  return refusals.slice(0, room).map((decision) => ({ ...decision, tenant, key }));
}
