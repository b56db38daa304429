import { type Access, accessContextOf } from '../core/access/access.ts';
import {
  methodRequirement,
  type Requirement,
  type RoutePermissions,
  requirePermission,
  routeRequirement,
  stricterOf,
} from '../core/access/permissions.ts';
import type { ErrorResponse } from '../core/profiles/profile.ts';
import { createAccessCheck, type IncomingRequest } from '../enforcement/access-check.ts';
import type { GuardRuntime } from './runtime.ts';
import { GuardSetupError } from './setup-error.ts';

/** What becomes of a request: who is let in, or what is answered in place of the service. */
export type Verdict = { readonly access: Access } | { readonly denial: ErrorResponse };

/** @throws GuardSetupError if the deployment is such that it can't decide */
export type Gatekeeper = (request: IncomingRequest) => Promise<Verdict>;

export interface GatekeeperOptions {
  readonly permission?: string | null | undefined;
  readonly permissions?: RoutePermissions | undefined;
}

/** Makes what every guard does, whatever it stands before: decide, write the decision line, and say what follows. */
export function createGatekeeper(runtime: GuardRuntime, options: GatekeeperOptions): Gatekeeper {
  const { plans, profile } = runtime;
  const requirementFor = (method: string, route: string): Requirement => {
    const inCode = requirementInCode(options, method, route);
    const deployed = routeRequirement(runtime.routes, method, route);
    // Where both name the route and disagree, neither can weaken the other.
    if (inCode && deployed) return stricterOf(inCode, deployed);
    return inCode ?? deployed ?? methodRequirement(method);
  };
  const check = createAccessCheck({ ...runtime, requirementFor, via: 'guard' });

  return async (request) => {
    assertHostIsKnown(runtime, request);
    const decision = await check(request);
    return decision.outcome === 'allowed'
      ? { access: accessContextOf(decision, plans) }
      : { denial: profile.errorResponses[decision.outcome] };
  };
}

function requirementInCode(
  { permission, permissions = {} }: GatekeeperOptions,
  method: string,
  route: string,
): Requirement | undefined {
  if (permission === undefined) return routeRequirement(permissions, method, route);
  return permission === null ? { kind: 'any-key' } : requirePermission(permission);
}

/** Or every tenant would be taken for unknown, and nobody would be told why. */
function assertHostIsKnown({ profile, trustedHost }: GuardRuntime, { domainName }: IncomingRequest): void {
  if (profile.tenancy !== 'by-host' || trustedHost !== 'domain-name' || domainName !== undefined) return;
  throw new GuardSetupError(
    `the profile '${profile.name}' takes the tenant from the host, and nothing vouches for the host of this request, ` +
      'as API Gateway would in requestContext.domainName. Behind a proxy that overwrites X-Forwarded-Host: ' +
      "keys.guard(fn, { forwarded: ['host'] }); behind a load balancer that takes its own names alone: new " +
      "ApiKeys(…, { trustedHost: 'host-header' })",
  );
}
