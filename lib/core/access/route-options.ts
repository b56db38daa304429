import { IDENTIFIER } from '../identifiers.ts';
import type { RoutePermissions } from './permissions.ts';
import { COST_BOUNDS, isCost, type RouteCosts } from './route-costs.ts';

const ROUTE_NAME = /^(\$default|[A-Z]+ (\$default|\/\S*))$/;

/** @throws Error with the allowed forms if a name is not a route of API Gateway */
export function assertRouteNames(names: readonly string[]): void {
  for (const name of names) {
    if (ROUTE_NAME.test(name)) continue;
    throw new Error(
      `'${name}' is not a route; allowed are a method and a template, for example 'GET /orders/{id}' or 'ANY /files/{proxy+}', ` +
        "and '$default'",
    );
  }
}

/** @throws Error if a permission is invalid or an open route requires a permission */
export function assertPermissions(permissions: RoutePermissions, open: readonly string[]): void {
  for (const [route, permission] of Object.entries(permissions)) {
    if (open.includes(route))
      throw new Error(`'${route}' is open and cannot require a permission; list it in only one of them`);
    if (permission !== null) assertPermission(permission, `'${route}'`);
  }
}

/**
 * @param subject of the message: the route or option that requires the permission
 * @throws Error with the allowed form if no key can have a permission of this name
 */
export function assertPermission(permission: string, subject: string): void {
  if (typeof permission === 'string' && IDENTIFIER.test(permission)) return;
  throw new Error(
    `${subject} requires the permission '${permission}'; allowed are 1 to 63 of a-z, 0-9, _ . : -, ` +
      'beginning with a letter or a digit, or null for any accepted key',
  );
}

/** @throws Error if a cost is out of bounds or an open route has one */
export function assertCosts(costs: RouteCosts, open: readonly string[]): void {
  for (const [route, cost] of Object.entries(costs)) {
    if (open.includes(route))
      throw new Error(`'${route}' is open and cannot have a cost; list it in only one of them`);
    assertCost(cost, `'${route}'`);
  }
}

/**
 * @param subject of the message: the route or option with the cost
 * @throws Error with the allowed range
 */
export function assertCost(cost: number, subject: string): void {
  const { min, max } = COST_BOUNDS;
  if (!isCost(cost))
    throw new Error(`${subject} has the cost '${cost}'; use a whole number from ${min} to ${max}`);
}
