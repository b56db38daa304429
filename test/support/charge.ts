import { ownerAccess } from '../../lib/core/access/decide.ts';
import type { BudgetDeps } from '../../lib/core/limits/adjust-budget.ts';
import { chargeBuckets } from '../../lib/core/limits/charge-buckets.ts';
import { limitedBuckets } from '../../lib/core/limits/limited-buckets.ts';
import type { MemoryStore } from './memory-store.ts';

/** Charges a request with a key, as its authorizer does. */
export async function charge(
  { store, deps }: { readonly store: MemoryStore; readonly deps: BudgetDeps },
  keyId: string,
  cost: number,
): Promise<void> {
  const key = await store.readKey(keyId);
  if (!key) throw new Error('the key does not exist');
  const owner = await store.readOwner(key.tenant, key.owner);
  const { clock } = deps;
  await chargeBuckets(
    { buckets: store.buckets, clock },
    limitedBuckets({ key, ...ownerAccess(key, owner) }, deps),
    cost,
  );
}
