import type { BoundedMap } from '../bounded-map.ts';
import type { Clock } from '../runtime.ts';
import type { BucketState, BucketStore } from './bucket.ts';
import type { LimitStatus } from './limit-charge.ts';
import { type DeniedCharge, type LimitedBucket, planCharge, planRefund, statusesOf } from './plan-charge.ts';

/**
 * The budgets of a request after its charge. A denied request was not charged, and has the budgets of the bucket that
 * denied it.
 */
export interface ChargeResult {
  readonly denial: DeniedCharge | null;
  readonly statuses: readonly LimitStatus[];
}

export interface ChargeDeps {
  readonly buckets: BucketStore;
  readonly clock: Clock;
  /**
   * The last seen state of each bucket, so that most charges match the stored state at the first attempt. A charge is never
   * denied by it. @default - none: only the first charge of a bucket matches at the first attempt
   */
  readonly lastSeen?: BoundedMap<BucketState> | undefined;
}

/** Attempts with a new time. More attempts mean that the table is too slow for the rate. */
const ATTEMPTS = 7;

/** The state of a bucket changed at every attempt. The request was not charged. */
export class BucketContentionError extends Error {
  override readonly name = 'BucketContentionError';
}

interface Charged {
  readonly bucket: LimitedBucket;
  readonly state: BucketState;
  readonly nowMs: number;
}

/**
 * Charges the buckets of a request in order, so that a denial of the key's bucket does not consume the owner's budget. If a
 * later bucket denies, the charges before it are refunded.
 *
 * @throws UnavailableError if the store did not respond, BucketContentionError if no attempt succeeded
 */
export async function chargeBuckets(
  deps: ChargeDeps,
  buckets: readonly LimitedBucket[],
  cost: number,
): Promise<ChargeResult> {
  const charged: Charged[] = [];
  for (const bucket of buckets) {
    const result = await chargeOne(deps, bucket, cost).catch(async (error: unknown) => {
      await refund(deps, charged, cost);
      throw error;
    });
    if ('exceeded' in result) {
      await refund(deps, charged, cost);
      const { exceeded, retryAfterMs, state, nowMs } = result;
      return { denial: { exceeded, retryAfterMs }, statuses: statusesOf(bucket.limits, state, nowMs) };
    }
    charged.push(result);
  }
  const statuses = charged.flatMap(({ bucket, state, nowMs }) => statusesOf(bucket.limits, state, nowMs));
  return { denial: null, statuses };
}

async function chargeOne(
  { buckets, clock, lastSeen }: ChargeDeps,
  bucket: LimitedBucket,
  cost: number,
): Promise<Charged | (DeniedCharge & { readonly state: BucketState; readonly nowMs: number })> {
  let state: BucketState = lastSeen?.get(bucket.bucket) ?? {};
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const nowMs = clock();
    let plan = planCharge(bucket.limits, state, { nowMs, cost, attempt });
    if (attempt === 1 && 'exceeded' in plan) {
      state = {};
      plan = planCharge(bucket.limits, state, { nowMs, cost, attempt });
    }
    if ('exceeded' in plan) return { ...plan, state, nowMs };
    const result = await buckets.update(bucket.bucket, plan);
    lastSeen?.set(bucket.bucket, result.state);
    if (result.applied) return { bucket, state: result.state, nowMs };
    state = result.state;
    // A denial at the time of the attempt is final, even if its cost is affordable now.
    const denial = planCharge(bucket.limits, state, { nowMs, cost, attempt });
    if ('exceeded' in denial) return { ...denial, state, nowMs };
  }
  throw new BucketContentionError('the bucket changed at every attempt; try again');
}

/** A refund that fails leaves the charge. It is not repeated, because it can have been applied. */
async function refund({ buckets }: ChargeDeps, charged: readonly Charged[], cost: number): Promise<void> {
  await Promise.allSettled(
    charged.map(({ bucket, state, nowMs }) =>
      buckets.update(bucket.bucket, planRefund(bucket.limits, state, { nowMs, cost })),
    ),
  );
}
