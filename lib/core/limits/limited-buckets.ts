import type { Allowed } from '../access/decide.ts';
import { budgetKeyOf } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import { type Plans, settingsOfPlan } from '../plans/plan.ts';
import { keyBucket, ownerBucket, tenantBucket } from './bucket.ts';
import type { Limit, LimitScope } from './limit.ts';
import type { LimitedBucket } from './plan-charge.ts';

/** Whose budget a bucket is. */
export const BUCKET_SCOPES = ['key', 'owner', 'tenant'] as const;
export type BucketScope = (typeof BUCKET_SCOPES)[number];

export interface ScopedBucket extends LimitedBucket {
  readonly scope: BucketScope;
}

/** The limits that a deployment sets. Keys and owners have further limits of their own. */
export interface LimitSettings {
  readonly plans: Plans;
  /** The limits of each tenant, which all of its keys share. */
  readonly tenantLimits: readonly Limit[];
}

/**
 * The buckets that an allowed request charges, in the order of the charges; none without limits. A session charges the bucket
 * of its key, and a derived key that of the first key of its lineage. A limit of a key or an owner replaces the limit of the
 * plan with its name.
 */
export function limitedBuckets(
  { key, plan, ownerLimits }: Pick<Allowed, 'key' | 'plan' | 'ownerLimits'>,
  settings: LimitSettings,
): readonly ScopedBucket[] {
  const owner = { tenant: key.tenant, id: key.owner, plan, limits: ownerLimits };
  return [
    ...limited('key', keyBucket(budgetKeyOf(key)), withPlan('key', key.limits, plan, settings)),
    ...ownerBuckets(owner, settings),
  ];
}

/** The buckets that the keys of an owner share. */
export function ownerBuckets(
  { tenant, id, plan, limits }: Pick<Owner, 'tenant' | 'id' | 'plan' | 'limits'>,
  settings: LimitSettings,
): readonly ScopedBucket[] {
  return [
    ...limited('owner', ownerBucket(tenant, id), withPlan('owner', limits, plan, settings)),
    ...tenantBuckets(tenant, settings),
  ];
}

/** The bucket that the keys of a tenant share. */
export function tenantBuckets(
  tenant: string,
  { tenantLimits }: Pick<LimitSettings, 'tenantLimits'>,
): readonly ScopedBucket[] {
  return limited('tenant', tenantBucket(tenant), tenantLimits);
}

function limited(scope: BucketScope, bucket: string, limits: readonly Limit[]): readonly ScopedBucket[] {
  return limits.length === 0 ? [] : [{ scope, bucket, limits }];
}

function withPlan(
  scope: LimitScope,
  own: readonly Limit[],
  plan: string | null,
  { plans }: LimitSettings,
): readonly Limit[] {
  const { limits = [] } = settingsOfPlan(plans, plan);
  const added = limits.filter(
    (limit) => limit.scope === scope && !own.some(({ name }) => name === limit.name),
  );
  return [...own, ...added];
}
