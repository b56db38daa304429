import type { RoutePermissions } from '../core/access/permissions.ts';
import { assertPermission, assertPermissions, assertRouteNames } from '../core/access/route-options.ts';

/** Options of a guard as middleware, which stands where the framework routes. */
export interface GuardMiddlewareOptions {
  /**
   * The permission that every request needs, `null` for any accepted key.
   *
   * @default - GET, HEAD and OPTIONS need `read`; POST, PUT and PATCH `write`; DELETE `delete`
   */
  readonly permission?: string | null;
}

/**
 * Options of a guarded handler. Routes are named as what stands in front names them: `GET /orders/{id}` and
 * `ANY /files/{proxy+}` by an API, `$default` by a function URL and a load balancer, which know no other.
 */
export interface GuardHandlerOptions extends GuardMiddlewareOptions {
  /**
   * The permission that a route needs, `null` for any accepted key; beside and before those of `keys.guard()`.
   *
   * @default - as the function's `keys.guard()` says
   */
  readonly permissions?: RoutePermissions;
  /**
   * The routes that need no key. Their handler is called without `access`.
   *
   * @default - every route needs a key
   */
  readonly open?: readonly string[];
}

const OF_MIDDLEWARE = ['permission'];
const OF_HANDLERS = [...OF_MIDDLEWARE, 'permissions', 'open'];

/** @throws Error that says what is allowed */
export function assertMiddlewareOptions(options: GuardMiddlewareOptions): void {
  assertNames(options, OF_MIDDLEWARE, "as middleware; put guard() on the framework's own routes instead");
  assertOnePermission(options);
}

/** @throws Error that says what is allowed */
export function assertHandlerOptions(options: GuardHandlerOptions): void {
  assertNames(options, OF_HANDLERS, 'of a handler');
  assertOnePermission(options);
  const { permission, permissions, open = [] } = options;
  if (permission !== undefined && permissions) {
    throw new Error("guard() takes 'permission' for all routes or 'permissions' by route, not both");
  }
  assertRouteNames([...Object.keys(permissions ?? {}), ...open]);
  assertPermissions(permissions ?? {}, open);
}

function assertNames(options: object, allowed: readonly string[], where: string): void {
  for (const name of Object.keys(options)) {
    if (allowed.includes(name)) continue;
    throw new Error(`guard() has no option '${name}' ${where}; allowed: ${allowed.join(', ')}`);
  }
}

function assertOnePermission({ permission }: GuardMiddlewareOptions): void {
  if (permission !== undefined && permission !== null) assertPermission(permission, 'guard()');
}
