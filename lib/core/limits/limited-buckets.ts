import type { Allowed } from '../access/decide.ts';
import { budgetKeyOf } from '../keys/key.ts';
import { type Plans, planSettings } from '../plans/plan.ts';
import { keyBucket, ownerBucket } from './bucket.ts';
import type { Limit, LimitScope } from './limit.ts';
import type { LimitedBucket } from './plan-charge.ts';

/**
 * The buckets that an allowed request charges, in the order of the charges; none without limits. A session charges the bucket
 * of its key, and a derived key that of the first key of its lineage. A limit of a key or an owner replaces the limit of the plan with its name.
 */
export function limitedBuckets(
  { key, plan, ownerLimits }: Pick<Allowed, 'key' | 'plan' | 'ownerLimits'>,
  plans: Plans,
): readonly LimitedBucket[] {
  const { limits: ofPlan = [] } = planSettings(plans, plan);
  const withPlan = (scope: LimitScope, own: readonly Limit[]) => [
    ...own,
    ...ofPlan.filter((limit) => limit.scope === scope && !own.some(({ name }) => name === limit.name)),
  ];
  return [
    { bucket: keyBucket(budgetKeyOf(key)), limits: withPlan('key', key.limits) },
    { bucket: ownerBucket(key.tenant, key.owner), limits: withPlan('owner', ownerLimits) },
  ].filter(({ limits }) => limits.length > 0);
}
