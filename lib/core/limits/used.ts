import type { Limit } from './limit.ts';
import type { LimitStatus } from './limit-charge.ts';

/** The full budget of a limit: the burst of a rate, or the maximum of a quota or of credits. */
export function fullBudget(limit: Limit): number {
  return limit.kind === 'rate' ? limit.burst : limit.max;
}

/** How much of the full budget is used; 0 if credits were added above it. */
export function usedOf({ limit, remaining }: Pick<LimitStatus, 'limit' | 'remaining'>): number {
  return Math.max(0, fullBudget(limit) - remaining);
}
