import type { Role } from '../owners/owner.ts';

/** The default permission of each method. A request with any other method is denied. */
const METHOD_PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ['GET', 'read'],
  ['HEAD', 'read'],
  ['OPTIONS', 'read'],
  ['POST', 'write'],
  ['PUT', 'write'],
  ['PATCH', 'write'],
  ['DELETE', 'delete'],
]);

/** The requirement of a request: permissions, any accepted key, or no key at all (always denied). */
export type Requirement =
  | {
      readonly kind: 'permission';
      readonly permission: string;
      /** Further permissions, if several settings or methods apply to a request. */
      readonly and?: readonly string[];
    }
  | { readonly kind: 'any-key' }
  | { readonly kind: 'denied' };

/** Requires one permission. */
export function requirePermission(permission: string): Requirement {
  return { kind: 'permission', permission };
}

/**
 * The permission of each route; `null` allows any accepted key. Routes have the form of API Gateway:
 * `GET /orders/{id}`, `ANY /files/{proxy+}`, `$default`.
 */
export type RoutePermissions = Readonly<Record<string, string | null>>;

/** The requirement of a request to a route: the entry of the route, else the method map. */
export function requirementOf(routes: RoutePermissions, method: string, route: string): Requirement {
  return routeRequirement(routes, method, route) ?? methodRequirement(method);
}

/** The requirement in the entry of a route; undefined without an entry. */
export function routeRequirement(
  routes: RoutePermissions,
  method: string,
  route: string,
): Requirement | undefined {
  for (const name of routeNames(method, route)) {
    const permission = routes[name];
    if (permission === null) return { kind: 'any-key' };
    if (permission !== undefined) return requirePermission(permission);
  }
  return undefined;
}

/** The requirement in the method map. */
export function methodRequirement(method: string): Requirement {
  const permission = METHOD_PERMISSIONS.get(method);
  return permission ? requirePermission(permission) : { kind: 'denied' };
}

function permissionsOf({
  permission,
  and = [],
}: Requirement & { readonly kind: 'permission' }): readonly string[] {
  return [permission, ...and];
}

/** The requirement that is satisfied only if both are satisfied. */
export function stricterOf(one: Requirement, other: Requirement): Requirement {
  if (one.kind === 'any-key') return other;
  if (other.kind === 'any-key') return one;
  if (one.kind === 'denied' || other.kind === 'denied') return { kind: 'denied' };
  const [permission, ...and] = new Set([...permissionsOf(one), ...permissionsOf(other)]);
  return permission === undefined || and.length === 0 ? one : { kind: 'permission', permission, and };
}

/** Whether the route of a request is open: its most specific entry is in `open` and not in `permissions`. */
export function isOpenRoute(
  { open, permissions }: { readonly open: readonly string[]; readonly permissions: RoutePermissions },
  method: string,
  route: string,
): boolean {
  const name = routeNames(method, route).find(
    (each) => open.includes(each) || permissions[each] !== undefined,
  );
  return name !== undefined && open.includes(name);
}

/**
 * The names of a request's route, most specific first. An entry of GET also applies to HEAD, which returns the same
 * headers.
 */
export function routeNames(method: string, route: string): readonly string[] {
  const own = method === 'HEAD' ? [`HEAD ${route}`, `GET ${route}`] : [`${method} ${route}`];
  const names = [...own, `ANY ${route}`];
  // `$default` of an HTTP API or a function URL, and `$connect` of a WebSocket API, have no method.
  return route.startsWith('$') ? [...names, route] : names;
}

/** Whether permissions satisfy a requirement. `orders:*` grants every permission that begins with `orders:`. */
export function satisfies(permissions: readonly string[], requirement: Requirement): boolean {
  if (requirement.kind !== 'permission') return requirement.kind === 'any-key';
  return permissionsOf(requirement).every((permission) => includesPermission(permissions, permission));
}

function includesPermission(permissions: readonly string[], permission: string): boolean {
  return permissions.some(
    (held) => held === permission || (held.endsWith(':*') && permission.startsWith(held.slice(0, -1))),
  );
}

/** The permissions that two lists both grant. */
export function commonPermissions(one: readonly string[], other: readonly string[]): readonly string[] {
  const common = [
    ...one.filter((permission) => includesPermission(other, permission)),
    ...other.filter((permission) => includesPermission(one, permission)),
  ];
  return [...new Set(common)];
}

/** The permissions that exceed one of the roles. */
export function permissionsExceedingRole(
  permissions: readonly string[],
  roles: readonly (Role | null | undefined)[],
): readonly string[] {
  return permissions.filter((permission) =>
    roles.some((role) => !limitToRole([permission], role ?? null).includes(permission)),
  );
}

const ROLE_ACTIONS: Readonly<Record<Role, readonly string[] | 'any'>> = {
  'app-admin': 'any',
  developer: ['read', 'write'],
  auditor: ['read'],
};

/** The actions that a role allows in permissions; null for any. */
export function actionsOfRole(role: Role): readonly string[] | null {
  const actions = ROLE_ACTIONS[role];
  return actions === 'any' ? null : actions;
}

/**
 * Key ∩ role (MB-08). A role limits the action, the last part of a permission: `read` and `orders:read` have the action
 * `read`. A wildcard is reduced to the actions that the role allows directly below it. The result has no duplicates.
 */
export function limitToRole(permissions: readonly string[], role: Role | null): readonly string[] {
  const actions = role ? ROLE_ACTIONS[role] : 'any';
  if (actions === 'any') return permissions;
  const limited = permissions.flatMap((permission) => {
    const action = permission.slice(permission.lastIndexOf(':') + 1);
    if (action === '*') return actions.map((allowed) => permission.slice(0, -1) + allowed);
    return actions.includes(action) ? [permission] : [];
  });
  return [...new Set(limited)];
}
