import type { RoutePermissions } from '../../core/access/permissions.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { readProfile, required, type Variables } from './variables.ts';

/** What an authorizer is told. Parsed by hand: a schema library would double its bundle. */
export interface AuthorizerEnvironment {
  readonly keyTable: string;
  readonly profile: Profile;
  /** The routes that need something else than the method map says. */
  readonly routes: RoutePermissions;
}

/** The variables that `readAuthorizerEnvironment` reads. */
export function authorizerVariables(environment: AuthorizerEnvironment): Variables {
  return {
    POSTERN_KEY_TABLE: environment.keyTable,
    POSTERN_PROFILE: environment.profile.name,
    POSTERN_ROUTES: JSON.stringify(environment.routes),
  };
}

/** @throws Error that names the variable if one is missing or wrong */
export function readAuthorizerEnvironment(variables: NodeJS.ProcessEnv): AuthorizerEnvironment {
  return {
    keyTable: required(variables, 'POSTERN_KEY_TABLE'),
    profile: readProfile(variables),
    routes: readRoutes(required(variables, 'POSTERN_ROUTES')),
  };
}

function readRoutes(text: string): RoutePermissions {
  const parsed: unknown = JSON.parse(text);
  if (isRoutePermissions(parsed)) return parsed;
  throw new Error('POSTERN_ROUTES must be a JSON object of permissions (or null) by route');
}

function isRoutePermissions(value: unknown): value is RoutePermissions {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((permission) => permission === null || typeof permission === 'string')
  );
}
