import type { Role } from '../../../../../lib/core/owners/owner.ts';

/** The actions that the keys of a role can have (docs/console-users.md); `app-admin` and owners without a role: any. */
const ACTIONS: Readonly<Record<Role, readonly string[] | null>> = {
  'app-admin': null,
  developer: ['read', 'write'],
  auditor: ['read'],
};

/** `orders:*` grants all below `orders:`. */
export function grants(permissions: readonly string[], needed: string): boolean {
  return permissions.some(
    (each) => each === needed || (each.endsWith(':*') && needed.startsWith(each.slice(0, -1))),
  );
}

/** The permissions within a role: their last part is the action, and a wildcard is reduced (decision 5). */
export function withinRole(permissions: readonly string[], role: Role | null | undefined): readonly string[] {
  const actions = role ? ACTIONS[role] : null;
  if (actions === null) return permissions;
  const left = permissions.flatMap((each) => {
    const parts = each.split(':');
    const action = parts.at(-1) ?? '';
    if (action === '*') return actions.map((allowed) => [...parts.slice(0, -1), allowed].join(':'));
    return actions.includes(action) ? [each] : [];
  });
  return [...new Set(left)];
}

/** Whether a role allows all of the permissions, as they are. */
export function allows(role: Role | null | undefined, permissions: readonly string[]): boolean {
  const left = withinRole(permissions, role);
  return permissions.every((each) => left.includes(each));
}

/** Whether a session can have a permission. No session creates keys or sessions. */
export function isForSessions(permission: string): boolean {
  return !grants([permission], 'keys:manage') && !grants([permission], 'sessions:manage');
}
