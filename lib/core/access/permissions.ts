import type { Role } from '../owners/owner.ts';

/** The permission that a method needs where a route names none. Any other method is refused. */
const METHOD_PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ['GET', 'read'],
  ['HEAD', 'read'],
  ['OPTIONS', 'read'],
  ['POST', 'write'],
  ['PUT', 'write'],
  ['PATCH', 'write'],
  ['DELETE', 'delete'],
]);

/** The route of an HTTP API for whatever no other route takes, of any method; all that a function URL has. */
const DEFAULT_ROUTE = '$default';

/** What a request needs: permissions, any accepted key, or something that no key can have. */
export type Requirement =
  | {
      readonly kind: 'permission';
      readonly permission: string;
      /** Further permissions, if several settings or methods apply to one request. */
      readonly and?: readonly string[];
    }
  | { readonly kind: 'any-key' }
  | { readonly kind: 'refused' };

/** The requirement of one permission. */
export function requirePermission(permission: string): Requirement {
  return { kind: 'permission', permission };
}

/**
 * `null` admits any accepted key. Keys are routes as API Gateway names them: `GET /orders/{id}`,
 * `ANY /files/{proxy+}`, `$default`.
 */
export type RoutePermissions = Readonly<Record<string, string | null>>;

/** What a request to a route needs: the route's own entry, else the method map. */
export function requirementOf(routes: RoutePermissions, method: string, route: string): Requirement {
  return routeRequirement(routes, method, route) ?? methodRequirement(method);
}

/** What the entry of a route says; undefined if no entry names the route. */
export function routeRequirement(
  routes: RoutePermissions,
  method: string,
  route: string,
): Requirement | undefined {
  for (const name of namesOf(method, route)) {
    const permission = routes[name];
    if (permission === null) return { kind: 'any-key' };
    if (permission !== undefined) return requirePermission(permission);
  }
  return undefined;
}

/** What the method map says. */
export function methodRequirement(method: string): Requirement {
  const permission = METHOD_PERMISSIONS.get(method);
  return permission ? requirePermission(permission) : { kind: 'refused' };
}

function permissionsOf({
  permission,
  and = [],
}: Requirement & { readonly kind: 'permission' }): readonly string[] {
  return [permission, ...and];
}

/** The requirement that is satisfied only if both of these are. */
export function stricterOf(one: Requirement, other: Requirement): Requirement {
  if (one.kind === 'any-key') return other;
  if (other.kind === 'any-key') return one;
  if (one.kind === 'refused' || other.kind === 'refused') return { kind: 'refused' };
  const [permission, ...and] = new Set([...permissionsOf(one), ...permissionsOf(other)]);
  return permission === undefined || and.length === 0 ? one : { kind: 'permission', permission, and };
}

/** Whether a request's route is open: its narrowest entry is in `open`, and not in `permissions`. */
export function isOpenRoute(
  { open, permissions }: { readonly open: readonly string[]; readonly permissions: RoutePermissions },
  method: string,
  route: string,
): boolean {
  const name = namesOf(method, route).find((each) => open.includes(each) || permissions[each] !== undefined);
  return name !== undefined && open.includes(name);
}

/**
 * The names that can mean a request's route, the narrowest first. HEAD returns what GET does, without the body, so an
 * entry of GET is one of HEAD.
 */
function namesOf(method: string, route: string): readonly string[] {
  const own = method === 'HEAD' ? [`HEAD ${route}`, `GET ${route}`] : [`${method} ${route}`];
  const names = [...own, `ANY ${route}`];
  return route === DEFAULT_ROUTE ? [...names, route] : names;
}

/** Whether a list of permissions satisfies a requirement: `orders:*` grants all that begins with `orders:`. */
export function satisfies(permissions: readonly string[], requirement: Requirement): boolean {
  if (requirement.kind !== 'permission') return requirement.kind === 'any-key';
  return permissionsOf(requirement).every((permission) => includesPermission(permissions, permission));
}

function includesPermission(permissions: readonly string[], permission: string): boolean {
  return permissions.some(
    (held) => held === permission || (held.endsWith(':*') && permission.startsWith(held.slice(0, -1))),
  );
}

/** Those of the permissions that go beyond what one of the roles allows. */
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

/**
 * Key ∩ role (MB-08). A role bounds the action, the last part of a permission: `read` and `orders:read`
 * have the action `read`. A wildcard shrinks to the actions that the role allows directly below it. Each is there once.
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
