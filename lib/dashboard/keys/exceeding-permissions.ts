import type { Membership } from '../shell/tenant-context.ts';

/** The permissions that the role of the user does not allow: the rule of the API, which rejects them. */
export function exceedingPermissions(
  permissions: readonly string[],
  { permissionActions: actions }: Membership,
): readonly string[] {
  if (actions === null) return [];
  return permissions.filter((each) => !actions.includes(each.slice(each.lastIndexOf(':') + 1)));
}
