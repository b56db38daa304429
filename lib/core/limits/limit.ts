/** What a limiter does if its table does not respond. */
export const FAILURE_MODES = ['deny', 'allow'] as const;
export type FailureMode = (typeof FAILURE_MODES)[number];

/** Who shares the budget of a plan's limit: all keys of the owner, or each key has its own. */
export const LIMIT_SCOPES = ['owner', 'key'] as const;
export type LimitScope = (typeof LIMIT_SCOPES)[number];

type NamedLimit = {
  /** Unique within its bucket. Header fields and error responses name it. */
  readonly name: string;
  readonly onFailure: FailureMode;
};

/**
 * How long an instance can use the requests that it takes ahead from a bucket; null for a limit that each request is charged
 * to.
 */
export type LeaseSeconds = number | null;

/** A limit on requests per time (GCRA). After an idle time, `burst` requests are allowed at once. */
export type RateLimit = NamedLimit & {
  readonly kind: 'rate';
  readonly requests: number;
  readonly perSeconds: number;
  readonly burst: number;
  readonly leaseSeconds: LeaseSeconds;
};

/** A limit on requests per period of the calendar. */
export type QuotaLimit = NamedLimit & {
  readonly kind: 'quota';
  readonly max: number;
  readonly period: Period;
  readonly leaseSeconds: LeaseSeconds;
};

/** A prepaid balance. Without a refill, it only decreases. */
export type CreditLimit = NamedLimit & {
  readonly kind: 'credits';
  /** The initial balance, and the most that a refill reaches. */
  readonly max: number;
  readonly refill: { readonly amount: number; readonly period: Period } | null;
};

export type Limit = RateLimit | QuotaLimit | CreditLimit;

/** A limit that instances take requests ahead from. */
export type LeasedLimit = (RateLimit | QuotaLimit) & { readonly leaseSeconds: number };

export function isLeased(limit: Limit): limit is LeasedLimit {
  return limit.kind !== 'credits' && limit.leaseSeconds !== null;
}

/** A limit of a plan, with the bucket that it applies to. */
export type PlanLimit = Limit & { readonly scope: LimitScope };

/**
 * A period of the calendar: an hour of UTC; a day or a month in an IANA time zone; a month that begins at `day`, or at its
 * last day if it is shorter; a number of days from an anchor date in UTC.
 */
export type Period =
  | { readonly unit: 'hour' }
  | { readonly unit: 'day'; readonly timeZone: string }
  | { readonly unit: 'month'; readonly timeZone: string; readonly day: number }
  | { readonly unit: 'days'; readonly days: number; readonly anchor: string };
