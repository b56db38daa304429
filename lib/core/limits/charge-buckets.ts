import { type BucketDeps, chargeBucket } from './charge-bucket.ts';
import type { createLeases } from './leases.ts';
import { isLeased } from './limit.ts';
import type { LimitStatus } from './limit-charge.ts';
import { type DeniedCharge, type LimitedBucket, planRefund, statusesOf } from './plan-charge.ts';
import { recordThresholds } from './thresholds.ts';

/**
 * The budgets of a request after its charge. A denied request was not charged, and has the budgets of the bucket that
 * denied it.
 */
export interface ChargeResult {
  readonly denial: DeniedCharge | null;
  readonly statuses: readonly LimitStatus[];
}

export interface ChargeDeps extends BucketDeps {
  /** @default - none: leased limits are charged like the others, for each request */
  readonly chargeLease?: ReturnType<typeof createLeases> | undefined;
}

/** A charge of some limits, which a later denial reverses. */
interface PartialCharge {
  readonly statuses: readonly LimitStatus[];
  readonly refund: () => unknown;
  /** Follows if all other limits allow the request. */
  readonly complete?: () => Promise<void>;
}

type PartialDenial = DeniedCharge & Pick<PartialCharge, 'statuses'>;

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
  const charges: PartialCharge[] = [];
  // A refund that fails leaves the charge. It is not repeated, because it can have been applied.
  const refundAll = () => Promise.allSettled(charges.map(async ({ refund }) => refund()));
  for (const charge of buckets.flatMap((bucket) => chargesOf(deps, bucket, cost))) {
    const result = await charge().catch(async (error: unknown) => {
      await refundAll();
      throw error;
    });
    if ('exceeded' in result) {
      await refundAll();
      const { exceeded, retryAfterMs, statuses } = result;
      return { denial: { exceeded, retryAfterMs }, statuses };
    }
    charges.push(result);
  }
  await Promise.all(charges.map(({ complete }) => complete?.()));
  return { denial: null, statuses: charges.flatMap(({ statuses }) => statuses) };
}

/** One charge of the leased limits of a bucket, which needs no update in most cases, then one of the others. */
function chargesOf(
  deps: ChargeDeps,
  bucket: LimitedBucket,
  cost: number,
): readonly (() => Promise<PartialCharge | PartialDenial>)[] {
  const { chargeLease } = deps;
  const leased = chargeLease ? bucket.limits.filter(isLeased) : [];
  const exact = bucket.limits.filter((limit) => leased.length === 0 || !isLeased(limit));
  const ofItem = { ...bucket, itemLimits: bucket.limits };
  return [
    ...(chargeLease && leased.length > 0 ? [() => chargeLease({ ...ofItem, limits: leased }, cost)] : []),
    ...(exact.length > 0 ? [() => chargeExactly(deps, { ...ofItem, limits: exact }, cost)] : []),
  ];
}

async function chargeExactly(
  deps: BucketDeps,
  limited: LimitedBucket,
  cost: number,
): Promise<PartialCharge | PartialDenial> {
  const result = await chargeBucket(deps, limited, () => cost);
  const { bucket, limits } = limited;
  const statuses = statusesOf(limits, result.state, result.nowMs);
  const complete = () => recordThresholds(deps, limited, result);
  if ('exceeded' in result) {
    await complete();
    return { ...result, statuses };
  }
  const update = planRefund(limits, result.state, result);
  const refund = async () => {
    const { state } = await deps.buckets.update(bucket, update);
    deps.lastSeen?.set(bucket, { state, nowMs: result.nowMs });
  };
  return { statuses, refund, complete };
}
