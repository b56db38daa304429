import { limitToRole } from '../access/permissions.ts';
import { isSameJson } from '../json.ts';
import type { Role } from '../owners/owner.ts';
import type { Profile } from '../profiles/profile.ts';
import { knownPermissions } from '../profiles/vocabulary.ts';
import type { Key, KeyBinding } from './key.ts';
import { arePermissions } from './settings.ts';

export interface InheritanceRoles {
  /** The role of the owner; null for owners without a role. */
  readonly owner: Role | null;
  /** The role of the person who creates the key; null for automations. */
  readonly caller: Role | null;
}

export type InheritedPermissions =
  | { readonly permissions: readonly string[] }
  | {
      /** `exceeds-role` also if the remaining permissions are outside the bounds of a key. */
      readonly rejected: 'unknown-permission' | 'exceeds-role';
    };

/**
 * The permissions that a new key inherits from another key: those that the profile knows and the roles allow. A role
 * expands a wildcard to one permission for each action. If the result is outside the bounds of a key, a key that is
 * bound to its owner inherits the wildcards, because the owner's role limits them at each request.
 */
export function inheritedPermissions(
  profile: Pick<Profile, 'permissions'>,
  key: Pick<Key, 'permissions' | 'boundBy'>,
  roles: InheritanceRoles,
): InheritedPermissions {
  const known = knownPermissions(key.permissions, profile);
  if (known.length === 0) return { rejected: 'unknown-permission' };
  const permissions = permissionsWithin(known, key.boundBy, roles);
  return permissions ? { permissions } : { rejected: 'exceeds-role' };
}

function permissionsWithin(
  permissions: readonly string[],
  boundBy: KeyBinding,
  { owner, caller }: InheritanceRoles,
): readonly string[] | undefined {
  const ofOwner = limitToRole(permissions, owner);
  const limited = limitToRole(ofOwner, caller);
  if (limited.length === 0) return undefined;
  if (arePermissions(limited)) return limited;
  const isLimitedOnlyByOwner = boundBy === 'owner' && isSameJson(limited, ofOwner);
  const distinct = [...new Set(permissions)];
  return isLimitedOnlyByOwner && arePermissions(distinct) ? distinct : undefined;
}
