import type { Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Role } from './owner.ts';
import { normalizeOwner, ownerOutOfBounds } from './settings.ts';
import {
  type OwnerName,
  type UpdateOwnerWithRetryResult,
  updateOwnerWithRetry,
} from './update-with-retry.ts';

/** What may be changed of an owner; what is left out stays. */
export interface OwnerUpdate {
  readonly name?: string | null | undefined;
  /** Of a person. */
  readonly role?: Role | undefined;
  readonly plan?: string | null | undefined;
}

type ChangeRejection = 'owner-deactivated' | 'role-not-supported' | 'settings-out-of-bounds';
export type UpdateOwnerResult = UpdateOwnerWithRetryResult<ChangeRejection | 'unknown-plan'>;

/**
 * Changes an owner. A smaller role shrinks the permissions of all bound keys, and another plan their limits, from
 * the next request on (MB-08, MI-17): nothing of it is kept anywhere else.
 */
export async function updateOwner(
  deps: UseCaseDeps,
  caller: Caller,
  ownerName: OwnerName,
  change: OwnerUpdate,
): Promise<UpdateOwnerResult> {
  const { name, role, plan } = normalizeOwner(change);
  if (!isPlan(deps, plan ?? null)) return { outcome: 'unknown-plan' };
  return updateOwnerWithRetry<ChangeRejection>(deps, caller, ownerName, (owner) => {
    if (owner.status === 'deactivated') return { refused: 'owner-deactivated' };
    if (role !== undefined && owner.kind !== 'person') return { refused: 'role-not-supported' };
    const next = {
      ...owner,
      name: name === undefined ? owner.name : name,
      role: role ?? owner.role,
      plan: plan === undefined ? owner.plan : plan,
    };
    const outOfBounds = ownerOutOfBounds(next, owner);
    return outOfBounds ? { refused: outOfBounds.outcome } : { next, action: 'owner.updated' };
  });
}

/** Whether an owner can be given that plan; none is always one. */
export function isPlan({ plans }: Pick<UseCaseDeps, 'plans'>, name: string | null): boolean {
  return name === null || Object.hasOwn(plans, name);
}
