import type { RoutePermissions } from '../core/access/permissions.ts';
import { assertPermission, assertPermissions, assertRouteNames } from '../core/access/route-options.ts';

/** Options of a guard as middleware on the routes of a framework. */
export interface GuardMiddlewareOptions {
  /**
   * The permission that every request needs; `null` allows every valid key.
   *
   * @default - GET, HEAD and OPTIONS need `read`; POST, PUT and PATCH `write`; DELETE `delete`
   */
  readonly permission?: string | null;
}

/**
 * Options of a guarded handler. Route names are those of the event source: `GET /orders/{id}` and `ANY /files/{proxy+}`
 * for an API, `$default` for a function URL or a load balancer.
 */
export interface GuardHandlerOptions extends GuardMiddlewareOptions {
  /**
   * The permissions of routes; `null` allows every valid key. If `keys.guard()` also has a permission for a route, the
   * stricter one applies.
   *
   * @default - the permissions of `keys.guard()`
   */
  readonly permissions?: RoutePermissions;
  /**
   * The routes that do not need a key. Their handler is called without `access`.
   *
   * @default - every route needs a key
   */
  readonly open?: readonly string[];
}

const OF_MIDDLEWARE = ['permission'];
const OF_HANDLERS = [...OF_MIDDLEWARE, 'permissions', 'open'];

/** @throws Error with the allowed options */
export function assertMiddlewareOptions(options: GuardMiddlewareOptions): void {
  assertNames(options, OF_MIDDLEWARE, "as middleware; put guard() on the framework's own routes instead");
  assertOnePermission(options);
}

/** @throws Error with the allowed options */
export function assertHandlerOptions(options: GuardHandlerOptions): void {
  assertNames(options, OF_HANDLERS, 'of a handler');
  assertOnePermission(options);
  const { permission, permissions, open = [] } = options;
  if (permission !== undefined && permissions) {
    throw new Error(
      "guard() has both 'permission' and 'permissions'; use 'permission' for all routes or 'permissions' by route",
    );
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
