import { boundedByRole } from '../access/permissions.ts';
import type { Role } from '../owners/owner.ts';
import type { Key } from './key.ts';
import { arePermissions } from './settings.ts';

export interface InheritanceRoles {
  /** Null for owners without a role. */
  readonly owner: Role | null;
  /** Of the person who creates the new key; null for automations. */
  readonly caller: Role | null;
}

/**
 * The permissions that a new key inherits from another key: those that the roles leave of them. A role expands a
 * wildcard to one permission for each action. If the result is outside the bounds of a key, a key that is bound to its
 * owner inherits the wildcards themselves, because the owner's role limits them at each request.
 *
 * @returns undefined if nothing is left, or if what is left is outside the bounds
 */
export function inheritedPermissions(
  { permissions, boundBy }: Pick<Key, 'permissions' | 'boundBy'>,
  { owner, caller }: InheritanceRoles,
): readonly string[] | undefined {
  const ofOwner = boundedByRole(permissions, owner);
  const left = boundedByRole(ofOwner, caller);
  if (left.length === 0) return undefined;
  if (arePermissions(left)) return left;
  const isLimitedByOwnerAlone = boundBy === 'owner' && left.every((each, at) => each === ofOwner[at]);
  const distinct = [...new Set(permissions)];
  return isLimitedByOwnerAlone && arePermissions(distinct) ? distinct : undefined;
}
