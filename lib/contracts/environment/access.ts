import type { RoutePermissions } from '../../core/access/permissions.ts';
import { isCost, type RouteCosts } from '../../core/access/route-costs.ts';
import {
  keyTable,
  limitsTable,
  plans,
  profile,
  tenantLimits,
  tenantSuspension,
  trustedHost,
} from './fields.ts';
import {
  boolean,
  defaulted,
  environment,
  isRecordOf,
  json,
  oneOf,
  optional,
  type ValueOf,
  type Variable,
} from './variables.ts';

const routes: Variable<RoutePermissions> = json(
  'POSTERN_ROUTES',
  (parsed) => isRecordOf(parsed, isPermission),
  'a JSON object of permissions (or null) by route',
);

const costs: Variable<RouteCosts> = defaulted(
  json('POSTERN_COSTS', (parsed) => isRecordOf(parsed, isCost), 'a JSON object of costs by route'),
  {},
);

/** The environment of authorizers and guarded functions. A schema library would double the authorizer bundle. */
export const accessVariables = environment({
  keyTable,
  limitsTable,
  profile,
  plans,
  tenantLimits,
  tenantSuspension,
  /** The routes with other permissions than the method defaults. */
  routes,
  /** The routes with another cost than 1. */
  costs,
  trustedHost,
  /** Whether a proxy sets `X-Forwarded-Proto`. */
  forwardedProto: boolean('POSTERN_FORWARDED_PROTO'),
});
export type AccessEnvironment = ValueOf<typeof accessVariables>;

/**
 * The response format of an authorizer for HTTP APIs. API Gateway applies a cached simple response to every route, and a
 * policy only to the routes that it names.
 */
export const httpResponse = oneOf('POSTERN_HTTP_RESPONSE', ['simple', 'policy']);
export type HttpResponseFormat = ValueOf<typeof httpResponse>;

/** The permissions of routes in the deployment; empty outside of a deployment, so that modules load anywhere. */
export function deployedRoutes(variables: NodeJS.ProcessEnv): RoutePermissions {
  return optional(routes).read(variables) ?? {};
}

function isPermission(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
