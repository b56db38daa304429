import { FAILURE_MODES, LIMIT_SCOPES, type Limit, type Period, type PlanLimit } from './limit.ts';

/**
 * Whether parsed JSON has the form of limits. Bounds are for input only: a limit that was stored with other bounds applies
 * unchanged.
 */
export function isLimitList(value: unknown): value is readonly Limit[] {
  return Array.isArray(value) && value.every(isLimit);
}

export function isPlanLimitList(value: unknown): value is readonly PlanLimit[] {
  return isLimitList(value) && value.every((each) => 'scope' in each && isOneOf(LIMIT_SCOPES, each.scope));
}

function isLimit(value: unknown): value is Limit {
  if (!isFields(value)) return false;
  const { name, onFailure, kind, max, refill, period, leaseSeconds, ...rate } = value;
  if (typeof name !== 'string' || !isOneOf(FAILURE_MODES, onFailure)) return false;
  switch (kind) {
    case 'rate':
      return areCounts(rate.requests, rate.perSeconds, rate.burst) && isLease(leaseSeconds);
    case 'quota':
      return areCounts(max) && isPeriod(period) && isLease(leaseSeconds);
    case 'credits':
      return areCounts(max) && (refill === null || isRefill(refill));
    default:
      return false;
  }
}

function isRefill(value: unknown): boolean {
  return isFields(value) && areCounts(value.amount) && isPeriod(value.period);
}

function isPeriod(value: unknown): value is Period {
  if (!isFields(value)) return false;
  const { unit, timeZone, day, days, anchor } = value;
  switch (unit) {
    case 'hour':
      return true;
    case 'day':
      return typeof timeZone === 'string';
    case 'month':
      return typeof timeZone === 'string' && areCounts(day);
    case 'days':
      return areCounts(days) && typeof anchor === 'string';
    default:
      return false;
  }
}

function isLease(value: unknown): boolean {
  return value === null || areCounts(value);
}

function areCounts(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'number' && value > 0);
}

function isOneOf(allowed: readonly unknown[], value: unknown): boolean {
  return allowed.includes(value);
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
