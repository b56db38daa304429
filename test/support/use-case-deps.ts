import { randomBytes } from 'node:crypto';
import type { StatusDeps } from '../../lib/core/access/read-statuses.ts';
import type { BudgetDeps } from '../../lib/core/limits/adjust-budget.ts';
import type { BucketReader } from '../../lib/core/limits/bucket.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import type { Store } from '../../lib/core/store.ts';
import { NOON } from './entities.ts';

/** A clock that a test sets. */
export interface ManualClock {
  nowMs: number;
}

/** The dependencies of use cases on `store`, with a clock that only the test moves. */
export function useCaseDeps(
  store: Store & { readonly buckets?: BucketReader },
  clock: ManualClock = { nowMs: NOON },
  profile: Profile = defaultProfile,
): BudgetDeps & Pick<StatusDeps, 'tenantSuspension'> {
  return {
    store,
    profile,
    codecs: codecsOf(profile),
    plans: profile.plans,
    tenantLimits: [],
    tenantSuspension: false,
    buckets: store.buckets ?? { read: async () => ({}) },
    clock: () => clock.nowMs,
    random: (count) => randomBytes(count),
    // Without a backoff, conflicting writers retry at the same time and conflict as often as possible.
    backoff: async () => {},
  };
}
