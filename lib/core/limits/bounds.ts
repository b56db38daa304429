import { IDENTIFIER } from '../identifiers.ts';
import { smallestLease } from './lease-size.ts';
import {
  LIMIT_SCOPES,
  type Limit,
  type Period,
  type PlanLimit,
  type QuotaLimit,
  type RateLimit,
} from './limit.ts';
import { isLimitList, isPlanLimitList } from './limit-form.ts';

const DAY_SECONDS = 86_400;

/** The allowed ranges of limits, inclusive, for every interface. */
export const LIMIT_BOUNDS = {
  /** Limits of one bucket. */
  perBucket: 4,
  requests: { min: 1, max: 100_000 },
  perSeconds: { min: 1, max: DAY_SECONDS },
  burst: { min: 1, max: 1_000_000 },
  /** The longest time in which a burst is available again. */
  burstSeconds: 31 * DAY_SECONDS,
  /** The highest rate whose requests are charged one by one. */
  exactPerSecond: 100,
  leaseSeconds: { min: 1, max: 10 },
  amount: { min: 1, max: 1_000_000_000_000 },
  monthDay: { min: 1, max: 31 },
  days: { min: 1, max: 366 },
  /** The most bytes of the limits of a key or an owner as JSON: their items must fit one read unit of 4 KB. */
  bytes: 640,
} as const;

const LEASES_PER_BURST = 4;

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Whether limits have the form and the bounds that every interface requires. */
export function areLimits(value: unknown): value is readonly Limit[] {
  return isLimitList(value) && areWithinBounds(value) && JSON.stringify(value).length <= LIMIT_BOUNDS.bytes;
}

/** Whether the limits of a plan have the form and the bounds that every interface requires. */
export function arePlanLimits(value: unknown): value is readonly PlanLimit[] {
  if (!isPlanLimitList(value)) return false;
  return LIMIT_SCOPES.every((scope) => areWithinBounds(value.filter((each) => each.scope === scope)));
}

type RateTimes = Pick<RateLimit, 'requests' | 'perSeconds' | 'burst'>;

/** Whether the burst of a rate is available again within 31 days. */
export function isBurstWithinDays(rate: RateTimes): boolean {
  return rate.burst <= longestBurst(rate);
}

export function longestBurst({ requests, perSeconds }: Omit<RateTimes, 'burst'>): number {
  return Math.floor((LIMIT_BOUNDS.burstSeconds * requests) / perSeconds);
}

/** Whether a rate is low enough to charge each request. */
export function isRateCountable({ requests, perSeconds }: Omit<RateTimes, 'burst'>): boolean {
  return requests / perSeconds <= LIMIT_BOUNDS.exactPerSecond;
}

/** The smallest burst of a leased rate: several instances must be able to take a lease at once. */
export function smallestLeasedBurst(rate: Omit<RateTimes, 'burst'>): number {
  return LEASES_PER_BURST * smallestLease(rate);
}

export function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

/** A date in the form 2027-01-31. */
export function isDate(text: unknown): text is string {
  if (typeof text !== 'string' || !/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function areWithinBounds(limits: readonly Limit[]): boolean {
  const names = new Set(limits.map(({ name }) => name));
  return (
    names.size === limits.length && limits.length <= LIMIT_BOUNDS.perBucket && limits.every(isWithinBounds)
  );
}

function isWithinBounds(limit: Limit): boolean {
  if (!IDENTIFIER.test(limit.name)) return false;
  switch (limit.kind) {
    case 'rate':
      return isRateWithinBounds(limit);
    case 'quota':
      return isWithin(limit.max, LIMIT_BOUNDS.amount) && isPeriod(limit.period) && isLease(limit);
    case 'credits': {
      const { max, refill } = limit;
      if (!isWithin(max, LIMIT_BOUNDS.amount)) return false;
      return refill === null || (isWithin(refill.amount, LIMIT_BOUNDS.amount) && isPeriod(refill.period));
    }
  }
}

function isRateWithinBounds(rate: RateLimit): boolean {
  const { requests, perSeconds, burst, leaseSeconds } = rate;
  return (
    isWithin(requests, LIMIT_BOUNDS.requests) &&
    isWithin(perSeconds, LIMIT_BOUNDS.perSeconds) &&
    isWithin(burst, LIMIT_BOUNDS.burst) &&
    isBurstWithinDays(rate) &&
    isLease(rate) &&
    (leaseSeconds === null ? isRateCountable(rate) : burst >= smallestLeasedBurst(rate))
  );
}

function isLease({ leaseSeconds }: RateLimit | QuotaLimit): boolean {
  return leaseSeconds === null || isWithin(leaseSeconds, LIMIT_BOUNDS.leaseSeconds);
}

function isPeriod(period: Period): boolean {
  switch (period.unit) {
    case 'hour':
      return true;
    case 'day':
      return isTimeZone(period.timeZone);
    case 'month':
      return isTimeZone(period.timeZone) && isWithin(period.day, LIMIT_BOUNDS.monthDay);
    case 'days':
      return isWithin(period.days, LIMIT_BOUNDS.days) && isDate(period.anchor);
  }
}

function isWithin(value: number, { min, max }: Range): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
