import type { Clock } from '../runtime.ts';
import type { BucketReader } from './bucket.ts';
import type { LimitStatus } from './limit-charge.ts';
import type { BucketScope, ScopedBucket } from './limited-buckets.ts';
import { statusesOf } from './plan-charge.ts';

/** A limit with its remaining budget. */
export interface Budget extends LimitStatus {
  readonly scope: BucketScope;
}

export interface BudgetReaderDeps {
  readonly buckets: BucketReader;
  readonly clock: Clock;
}

/**
 * The current budgets of buckets, in their order.
 *
 * @throws UnavailableError if the store did not respond
 */
export async function readBudgets(
  { buckets, clock }: BudgetReaderDeps,
  limited: readonly ScopedBucket[],
): Promise<readonly Budget[]> {
  const budgets = await Promise.all(
    limited.map(async ({ bucket, scope, limits }) => {
      const state = await buckets.read(bucket);
      return statusesOf(limits, state, clock()).map((status) => ({ scope, ...status }));
    }),
  );
  return budgets.flat();
}
