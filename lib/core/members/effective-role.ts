import { lesserRole, ROLES, type Role } from '../owners/owner.ts';

/**
 * The role with which a person acts: their own, or the highest that their token names where that is smaller. A token
 * can only lower it, and one that names no role of ours lowers nothing.
 */
export function effectiveRole(own: Role, claimed: readonly string[]): Role {
  const highest = ROLES.find((role) => claimed.includes(role));
  return highest ? lesserRole(own, highest) : own;
}
