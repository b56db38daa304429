import type { BoundedMap } from '../bounded-map.ts';
import type { Clock } from '../runtime.ts';
import type { BucketState, BucketStore } from './bucket.ts';
import { type DeniedCharge, type LimitedBucket, planCharge } from './plan-charge.ts';

export interface BucketDeps {
  readonly buckets: BucketStore;
  readonly clock: Clock;
  /**
   * The last seen state of each bucket, so that most charges match the stored state at the first attempt, and that a caller
   * far above its limit causes no writes. @default - none: only the first charge of a bucket matches at the first attempt
   */
  readonly lastSeen?: BoundedMap<Seen> | undefined;
}

/**
 * How long a seen state denies without a write. Charges of other instances only reduce a budget. A refund, a reset or added
 * credits take effect after this time.
 */
const REMEMBERED_MS = 1000;

/** Attempts with a new time. More attempts mean that the table is too slow for the rate. */
const ATTEMPTS = 7;

/** The state of a bucket changed at every attempt. The request was not charged. */
export class BucketContentionError extends Error {
  override readonly name = 'BucketContentionError';
}

/** The state of a bucket at the time of a decision on it. */
export interface Seen {
  readonly state: BucketState;
  readonly nowMs: number;
}

/** An applied charge, with the state after it. */
export interface Charged extends Seen {
  readonly cost: number;
}

/** A denied charge, with the state that denied it. */
export type SeenDenial = DeniedCharge & Seen;

/**
 * Charges limits of one bucket with conditional updates.
 *
 * @param costAt the cost for a state of the bucket
 * @throws UnavailableError if the store did not respond, BucketContentionError if no attempt succeeded
 */
export async function chargeBucket(
  { buckets, clock, lastSeen }: BucketDeps,
  limited: LimitedBucket,
  costAt: (seen: Seen) => number,
): Promise<Charged | SeenDenial> {
  const { bucket } = limited;
  const seen = lastSeen?.get(bucket);
  let state: BucketState = seen?.state ?? {};
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const nowMs = clock();
    let cost = costAt({ state, nowMs });
    let plan = planCharge(limited, state, { nowMs, cost, attempt });
    const isRecent = seen !== undefined && Math.abs(nowMs - seen.nowMs) < REMEMBERED_MS;
    if (attempt === 1 && 'exceeded' in plan && !isRecent) {
      state = {};
      cost = costAt({ state, nowMs });
      plan = planCharge(limited, state, { nowMs, cost, attempt });
    }
    if ('exceeded' in plan) return { ...plan, state, nowMs };
    const result = await buckets.update(bucket, plan);
    lastSeen?.set(bucket, { state: result.state, nowMs });
    state = result.state;
    if (result.applied) return { state, nowMs, cost };
    // A denial at the time of the attempt is final, even if its cost is affordable now.
    const denial = planCharge(limited, state, { nowMs, cost: costAt({ state, nowMs }), attempt });
    if ('exceeded' in denial) return { ...denial, state, nowMs };
  }
  throw new BucketContentionError('the bucket changed at every attempt; try again');
}
