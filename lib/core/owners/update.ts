import type { Caller } from '../audit/event.ts';
import type { Limit } from '../limits/limit.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Role } from './owner.ts';
import { normalizeOwner, ownerOutOfBounds } from './settings.ts';
import {
  type OwnerName,
  type UpdateOwnerWithRetryResult,
  updateOwnerWithRetry,
} from './update-owner-with-retry.ts';

/** The mutable settings of an owner; omitted settings do not change. */
export interface OwnerUpdate {
  readonly name?: string | null | undefined;
  /** The role of a person. */
  readonly role?: Role | undefined;
  readonly plan?: string | null | undefined;
  readonly maxKeys?: number | null | undefined;
  readonly limits?: readonly Limit[] | undefined;
  readonly allowedAddresses?: readonly string[] | undefined;
}

type ChangeRejection = 'owner-deactivated' | 'role-not-supported' | 'settings-out-of-bounds';
export type UpdateOwnerResult = UpdateOwnerWithRetryResult<ChangeRejection | 'unknown-plan'>;

/**
 * Updates an owner. A lesser role reduces the permissions of all bound keys and another plan changes their limits, from
 * the next request (MB-08, MI-17), because role and plan are stored only with the owner.
 */
export async function updateOwner(
  deps: UseCaseDeps,
  caller: Caller,
  ownerName: OwnerName,
  change: OwnerUpdate,
): Promise<UpdateOwnerResult> {
  const { name, role, plan, maxKeys, limits, allowedAddresses } = normalizeOwner(change);
  if (!isPlan(deps, plan ?? null)) return { outcome: 'unknown-plan' };
  return updateOwnerWithRetry<ChangeRejection>(deps, caller, ownerName, (owner) => {
    if (owner.status === 'deactivated') return { rejected: 'owner-deactivated' };
    if (role !== undefined && owner.kind !== 'person') return { rejected: 'role-not-supported' };
    const next = {
      ...owner,
      name: name === undefined ? owner.name : name,
      role: role ?? owner.role,
      plan: plan === undefined ? owner.plan : plan,
      maxKeys: maxKeys === undefined ? owner.maxKeys : maxKeys,
      limits: limits ?? owner.limits,
      allowedAddresses: allowedAddresses ?? owner.allowedAddresses,
    };
    const outOfBounds = ownerOutOfBounds(next, owner);
    return outOfBounds ? { rejected: outOfBounds.outcome } : { next, action: 'owner.updated' };
  });
}

/** Whether an owner can have the plan; an owner without a plan is always allowed. */
export function isPlan({ plans }: Pick<UseCaseDeps, 'plans'>, name: string | null): boolean {
  return name === null || Object.hasOwn(plans, name);
}
