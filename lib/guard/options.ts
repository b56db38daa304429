import type { RoutePermissions } from '../core/access/permissions.ts';
import type { RouteCosts } from '../core/access/route-costs.ts';
import {
  assertCost,
  assertCosts,
  assertPermission,
  assertPermissions,
  assertRouteNames,
} from '../core/access/route-options.ts';

/** Options of a guard as middleware on the routes of a framework. */
export interface GuardMiddlewareOptions {
  /**
   * The permission that every request needs; `null` allows every valid key.
   *
   * @default - GET, HEAD and OPTIONS need `read`; POST, PUT and PATCH `write`; DELETE `delete`
   */
  readonly permission?: string | null;
  /**
   * The cost of every request in units of its limits, 0 to 1,000. A request with the cost 0 is not charged.
   *
   * @default 1
   */
  readonly cost?: number;
}

/** Options of a guard for a framework that runs on servers and in Lambda functions. */
export interface GuardServerOptions<Request> extends GuardMiddlewareOptions {
  /**
   * Returns the event of the Lambda function for a request, from the adapter of the framework.
   *
   * @default - none on a server; required in a Lambda function, except for `@fastify/aws-lambda`
   */
  readonly event?: (request: Request) => unknown;
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
   * The costs of routes, in place of `cost`. They replace the costs of `keys.guard()`.
   *
   * @default - the costs of `keys.guard()`
   */
  readonly costs?: RouteCosts;
  /**
   * The routes that do not need a key. Their handler is called without `access`.
   *
   * @default - every route needs a key
   */
  readonly open?: readonly string[];
}

const OF_MIDDLEWARE = ['permission', 'cost'];
const OF_SERVERS = [...OF_MIDDLEWARE, 'event'];
const OF_HANDLERS = [...OF_MIDDLEWARE, 'permissions', 'costs', 'open'];

/** @throws Error with the allowed options */
export function assertMiddlewareOptions(options: GuardMiddlewareOptions): void {
  assertNames(options, OF_MIDDLEWARE, "as middleware; put guard() on the framework's own routes instead");
  assertOneValue(options);
}

/** @throws Error with the allowed options */
export function assertServerOptions<Request>(options: GuardServerOptions<Request>): void {
  assertNames(options, OF_SERVERS, 'of a framework; name routes in the framework');
  assertOneValue(options);
  if (options.event === undefined || typeof options.event === 'function') return;
  throw new Error(
    "The option 'event' of guard() must be a function that returns the event of the Lambda function.",
  );
}

/** @throws Error with the allowed options */
export function assertHandlerOptions(options: GuardHandlerOptions): void {
  assertNames(options, OF_HANDLERS, 'of a handler');
  assertOneValue(options);
  const { permission, permissions, cost, costs, open = [] } = options;
  if (permission !== undefined && permissions) {
    throw new Error(
      "guard() has both 'permission' and 'permissions'; use 'permission' for all routes or 'permissions' by route",
    );
  }
  if (cost !== undefined && costs) {
    throw new Error("guard() has both 'cost' and 'costs'; use 'cost' for all routes or 'costs' by route");
  }
  assertRouteNames([...Object.keys(permissions ?? {}), ...Object.keys(costs ?? {}), ...open]);
  assertPermissions(permissions ?? {}, open);
  assertCosts(costs ?? {}, open);
}

function assertNames(options: object, allowed: readonly string[], where: string): void {
  for (const name of Object.keys(options)) {
    if (allowed.includes(name)) continue;
    throw new Error(`guard() has no option '${name}' ${where}; allowed: ${allowed.join(', ')}`);
  }
}

function assertOneValue({ permission, cost }: GuardMiddlewareOptions): void {
  if (permission !== undefined && permission !== null) assertPermission(permission, 'guard()');
  if (cost !== undefined) assertCost(cost, 'guard()');
}
