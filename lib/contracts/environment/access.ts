import type { RoutePermissions } from '../../core/access/permissions.ts';
import { keyTable, plans, profile, trustedHost } from './fields.ts';
import {
  boolean,
  environment,
  isRecordOf,
  json,
  optional,
  type ValueOf,
  type Variable,
} from './variables.ts';

const routes: Variable<RoutePermissions> = json(
  'POSTERN_ROUTES',
  (parsed) => isRecordOf(parsed, isPermission),
  'a JSON object of permissions (or null) by route',
);

/** The authorizer, and functions with a guard. Without a schema library, which would double an authorizer's bundle. */
export const accessVariables = environment({
  keyTable,
  profile,
  plans,
  /** The routes that need something else than the method map says. */
  routes,
  trustedHost,
  /** Whether a proxy in front tells by `X-Forwarded-Proto` what a request came over. */
  forwardedProto: boolean('POSTERN_FORWARDED_PROTO'),
});
export type AccessEnvironment = ValueOf<typeof accessVariables>;

/** The permissions of routes that a deployment names; none outside a deployment, so that modules load anywhere. */
export function deployedRoutes(variables: NodeJS.ProcessEnv): RoutePermissions {
  return optional(routes).read(variables) ?? {};
}

function isPermission(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
