import { lesserRole, ROLES, type Role } from '../owners/owner.ts';

/**
 * The effective role of a person: the lesser of their own role and the highest role in their token. A token can only
 * lower the role. A token without a known role does not lower it.
 */
export function effectiveRole(own: Role, claimed: readonly string[]): Role {
  const highest = ROLES.find((role) => claimed.includes(role));
  return highest ? lesserRole(own, highest) : own;
}
