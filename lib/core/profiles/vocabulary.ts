import type { Profile } from './profile.ts';

/** The permissions that keys of the profile can have: all of them, unless it has a fixed vocabulary (MB-04). */
export function knownPermissions(
  permissions: readonly string[],
  { permissions: known }: Pick<Profile, 'permissions'>,
): readonly string[] {
  return known === null ? permissions : permissions.filter((each) => known.includes(each));
}

/** Whether keys of the profile can have all the permissions. */
export function areKnownPermissions(
  permissions: readonly string[],
  profile: Pick<Profile, 'permissions'>,
): boolean {
  return knownPermissions(permissions, profile).length === permissions.length;
}
