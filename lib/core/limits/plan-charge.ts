import { BUCKET_EVENT, BUCKET_EXPIRY, type BucketState, type BucketUpdate } from './bucket.ts';
import { creditCharge } from './credits.ts';
import type { Limit } from './limit.ts';
import type { ChargeAttempt, LimitCharge, LimitDenial, LimitStatus } from './limit-charge.ts';
import { quotaCharge } from './quota.ts';
import { rateCharge } from './rate.ts';

/** The limits that share one stored bucket. */
export interface LimitedBucket {
  readonly bucket: string;
  readonly limits: readonly Limit[];
  /** All limits of the stored item, for which it is kept. @default - `limits` */
  readonly itemLimits?: readonly Limit[] | undefined;
}

/** The limit that denies a charge, and when a retry can succeed; null if no wait helps. */
export interface DeniedCharge {
  readonly exceeded: Limit;
  readonly retryAfterMs: number | null;
}

/** How long an idle bucket is kept. A clock that is slower than this would find it empty. */
const KEPT_MS = 86_400_000;
/** A balance of credits is never removed. */
const NEVER_SECONDS = 9_999_999_999;

/**
 * Plans one update that charges all limits of a bucket, or finds the first limit that denies. Pure: the update is applied
 * only if the bucket still allows it.
 */
export function planCharge(
  { limits, itemLimits = limits }: Omit<LimitedBucket, 'bucket'>,
  state: BucketState,
  attempt: ChargeAttempt,
): BucketUpdate | DeniedCharge {
  const updates: BucketUpdate[] = [];
  for (const limit of limits) {
    const plan = planOf(limit, state, attempt);
    if (!('when' in plan)) return { exceeded: limit, retryAfterMs: plan.retryAfterMs ?? null };
    updates.push(plan);
  }
  const merged = merge(updates);
  return {
    ...merged,
    set: [
      ...merged.set,
      { attribute: BUCKET_EVENT, to: 0 },
      { attribute: BUCKET_EXPIRY, to: expiryOf(itemLimits, attempt.nowMs) },
    ],
  };
}

/** Plans one update that reverses an applied charge of all limits. */
export function planRefund(
  limits: readonly Limit[],
  charged: BucketState,
  charge: Omit<ChargeAttempt, 'attempt'>,
): BucketUpdate {
  return merge(
    limits.flatMap((limit) => {
      const update = withKind(limit, (rules, each) => rules.refund(each, charged, charge));
      return update ? [update] : [];
    }),
  );
}

/** The remaining budget of each limit. */
export function statusesOf(
  limits: readonly Limit[],
  state: BucketState,
  nowMs: number,
): readonly LimitStatus[] {
  return limits.map((limit) => withKind(limit, (rules, each) => rules.status(each, state, nowMs)));
}

function planOf(limit: Limit, state: BucketState, attempt: ChargeAttempt): BucketUpdate | LimitDenial {
  return withKind(limit, (rules, each) => rules.plan(each, state, attempt));
}

function withKind<Result>(
  limit: Limit,
  use: <Kind extends Limit>(rules: LimitCharge<Kind>, limit: Kind) => Result,
): Result {
  switch (limit.kind) {
    case 'rate':
      return use(rateCharge, limit);
    case 'quota':
      return use(quotaCharge, limit);
    case 'credits':
      return use(creditCharge, limit);
  }
}

function merge(updates: readonly BucketUpdate[]): BucketUpdate {
  return { when: updates.flatMap(({ when }) => when), set: updates.flatMap(({ set }) => set) };
}

/** When DynamoDB may remove the bucket if it is idle from now on, in seconds since 1970. */
export function expiryOf(limits: readonly Limit[], nowMs: number): number {
  const idleAtMs = limits.map((limit) => withKind(limit, (rules, each) => rules.idleAtMs(each, nowMs)));
  return Math.min(NEVER_SECONDS, Math.ceil((Math.max(...idleAtMs) + KEPT_MS) / 1000));
}
