import { IDENTIFIER } from '../identifiers.ts';
import {
  FAILURE_MODES,
  LIMIT_SCOPES,
  type Limit,
  type Period,
  type PlanLimit,
  type RateLimit,
} from './limit.ts';

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
  /** The highest rate whose requests are counted exactly. */
  requestsPerSecond: 100,
  amount: { min: 1, max: 1_000_000_000_000 },
  monthDay: { min: 1, max: 31 },
  days: { min: 1, max: 366 },
  cost: { min: 0, max: 1000 },
  /** The most bytes of the limits of a key or an owner as JSON: their items must fit one read unit of 4 KB. */
  bytes: 640,
} as const;

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Whether limits have the form and the bounds that every interface requires. */
export function areLimits(value: unknown): value is readonly Limit[] {
  return areNamed(value, isLimit) && JSON.stringify(value).length <= LIMIT_BOUNDS.bytes;
}

/** Whether the limits of a plan have the form and the bounds that every interface requires. */
export function arePlanLimits(value: unknown): value is readonly PlanLimit[] {
  if (!Array.isArray(value) || !value.every(isPlanLimit)) return false;
  return LIMIT_SCOPES.every((scope) =>
    areNamed(
      value.filter((each) => each.scope === scope),
      isPlanLimit,
    ),
  );
}

/** Whether the burst of a rate is available again within 31 days. */
export function isBurstWithinDays(rate: RateTimes): boolean {
  return rate.burst <= longestBurst(rate);
}

export function longestBurst({ requests, perSeconds }: Omit<RateTimes, 'burst'>): number {
  return Math.floor((LIMIT_BOUNDS.burstSeconds * requests) / perSeconds);
}

/** Whether a rate is low enough to be counted exactly. */
export function isRateCountable({ requests, perSeconds }: Omit<RateTimes, 'burst'>): boolean {
  return requests / perSeconds <= LIMIT_BOUNDS.requestsPerSecond;
}

type RateTimes = Pick<RateLimit, 'requests' | 'perSeconds' | 'burst'>;

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

function areNamed<Each extends Limit>(
  value: unknown,
  isEach: (each: unknown) => each is Each,
): value is readonly Each[] {
  if (!Array.isArray(value) || !value.every(isEach)) return false;
  const names = new Set(value.map(({ name }) => name));
  return names.size === value.length && value.length <= LIMIT_BOUNDS.perBucket;
}

function isPlanLimit(value: unknown): value is PlanLimit {
  return isFields(value) && LIMIT_SCOPES.some((scope) => scope === value.scope) && isLimit(value);
}

function isLimit(value: unknown): value is Limit {
  if (!isFields(value) || typeof value.name !== 'string' || !IDENTIFIER.test(value.name)) return false;
  if (!FAILURE_MODES.some((mode) => mode === value.onFailure)) return false;
  return isRate(value) || isQuota(value) || isCredits(value);
}

function isRate({ kind, requests, perSeconds, burst }: Fields): boolean {
  return (
    kind === 'rate' &&
    isWithin(requests, LIMIT_BOUNDS.requests) &&
    isWithin(perSeconds, LIMIT_BOUNDS.perSeconds) &&
    isWithin(burst, LIMIT_BOUNDS.burst) &&
    isBurstWithinDays({ requests, perSeconds, burst }) &&
    isRateCountable({ requests, perSeconds })
  );
}

function isQuota({ kind, max, period }: Fields): boolean {
  return kind === 'quota' && isWithin(max, LIMIT_BOUNDS.amount) && isPeriod(period);
}

function isCredits({ kind, max, refill }: Fields): boolean {
  if (kind !== 'credits' || !isWithin(max, LIMIT_BOUNDS.amount)) return false;
  if (refill === null) return true;
  return isFields(refill) && isWithin(refill.amount, LIMIT_BOUNDS.amount) && isPeriod(refill.period);
}

function isPeriod(value: unknown): value is Period {
  if (!isFields(value)) return false;
  switch (value.unit) {
    case 'hour':
      return true;
    case 'day':
      return isTimeZone(value.timeZone);
    case 'month':
      return isTimeZone(value.timeZone) && isWithin(value.day, LIMIT_BOUNDS.monthDay);
    case 'days':
      return isWithin(value.days, LIMIT_BOUNDS.days) && isDate(value.anchor);
    default:
      return false;
  }
}

function isWithin(value: unknown, { min, max }: Range): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
