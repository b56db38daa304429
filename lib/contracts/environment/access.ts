import type { RoutePermissions } from '../../core/access/permissions.ts';
import type { Plans } from '../../core/plans/plan.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import {
  isRecordOf,
  profileVariables,
  readPlans,
  readProfile,
  required,
  type Variables,
} from './variables.ts';

/**
 * Which host name of a request can be trusted to name its tenant: the one that API Gateway vouches for, the `Host`
 * header where whatever is in front accepts its own names alone, or the `X-Forwarded-Host` that a proxy sets.
 */
export const TRUSTED_HOSTS = ['domain-name', 'host-header', 'forwarded-host'] as const;
export type TrustedHost = (typeof TRUSTED_HOSTS)[number];

/** What whoever decides on requests is told. Parsed by hand: a schema library would double an authorizer's bundle. */
export interface AccessEnvironment {
  readonly keyTable: string;
  readonly profile: Profile;
  readonly plans: Plans;
  /** The routes that need something else than the method map says. */
  readonly routes: RoutePermissions;
  readonly trustedHost: TrustedHost;
  /** Whether a proxy in front tells by `X-Forwarded-Proto` what a request came over. */
  readonly forwardedProto: boolean;
}

/** The variables that `readAccessEnvironment` reads. */
export function accessVariables(environment: AccessEnvironment): Variables {
  return {
    POSTERN_KEY_TABLE: environment.keyTable,
    ...profileVariables(environment.profile),
    POSTERN_PLANS: JSON.stringify(environment.plans),
    POSTERN_ROUTES: JSON.stringify(environment.routes),
    POSTERN_TRUSTED_HOST: environment.trustedHost,
    POSTERN_FORWARDED_PROTO: String(environment.forwardedProto),
  };
}

/** @throws Error that names the variable if one is missing or wrong */
export function readAccessEnvironment(variables: NodeJS.ProcessEnv): AccessEnvironment {
  return {
    keyTable: required(variables, 'POSTERN_KEY_TABLE'),
    profile: readProfile(variables),
    plans: readPlans(variables),
    routes: readRoutes(required(variables, 'POSTERN_ROUTES')),
    trustedHost: readTrustedHost(variables),
    forwardedProto: readBoolean(variables, 'POSTERN_FORWARDED_PROTO'),
  };
}

/** The permissions of routes that a deployment names; none outside a deployment, so that modules load anywhere. */
export function deployedRoutes({ POSTERN_ROUTES }: NodeJS.ProcessEnv): RoutePermissions {
  return POSTERN_ROUTES === undefined ? {} : readRoutes(POSTERN_ROUTES);
}

function readRoutes(text: string): RoutePermissions {
  const parsed: unknown = JSON.parse(text);
  if (isRecordOf(parsed, isPermission)) return parsed;
  throw new Error('POSTERN_ROUTES must be a JSON object of permissions (or null) by route');
}

function isPermission(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

/** @throws Error that lists the hosts if POSTERN_TRUSTED_HOST names none of them */
export function readTrustedHost(variables: NodeJS.ProcessEnv): TrustedHost {
  const text = required(variables, 'POSTERN_TRUSTED_HOST');
  const host = TRUSTED_HOSTS.find((each) => each === text);
  if (host) return host;
  throw new Error(`POSTERN_TRUSTED_HOST is '${text}'; allowed: ${TRUSTED_HOSTS.join(', ')}`);
}

function readBoolean(variables: NodeJS.ProcessEnv, name: string): boolean {
  const text = required(variables, name);
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Error(`${name} is '${text}'; allowed: true, false`);
}
