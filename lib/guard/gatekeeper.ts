import { type Access, accessContextOf } from '../core/access/access.ts';
import { denialResponse } from '../core/access/denial-response.ts';
import {
  methodRequirement,
  type Requirement,
  type RoutePermissions,
  requirePermission,
  routeRequirement,
  stricterOf,
} from '../core/access/permissions.ts';
import type { RouteCosts } from '../core/access/route-costs.ts';
import type { ErrorResponse } from '../core/profiles/profile.ts';
import { createAccessCheck, type IncomingRequest } from '../enforcement/access-check.ts';
import type { GuardRuntime } from './runtime.ts';
import { GuardSetupError } from './setup-error.ts';

/** The result for a request: the access of its caller, or the error response to return. */
export type Verdict = { readonly access: Access } | { readonly denial: ErrorResponse };

/** @throws GuardSetupError if the deployment does not allow a decision */
export type Gatekeeper = (request: IncomingRequest) => Promise<Verdict>;

export interface GatekeeperOptions {
  readonly permission?: string | null | undefined;
  readonly permissions?: RoutePermissions | undefined;
  readonly cost?: number | undefined;
  readonly costs?: RouteCosts | undefined;
}

/** Makes the part that all guards share: it evaluates a request, writes the decision line and returns the verdict. */
export function createGatekeeper(runtime: GuardRuntime, options: GatekeeperOptions): Gatekeeper {
  const { plans, profile } = runtime;
  const requirementFor = (method: string, route: string): Requirement => {
    const inCode = requirementInCode(options, method, route);
    const deployed = routeRequirement(runtime.routes, method, route);
    // If both have a requirement for the route, the stricter one applies.
    if (inCode && deployed) return stricterOf(inCode, deployed);
    return inCode ?? deployed ?? methodRequirement(method);
  };
  const { cost, costs = runtime.costs } = options;
  const check = createAccessCheck({ ...runtime, costs, requirementFor, via: 'guard' });

  return async (request) => {
    assertHostIsKnown(runtime, request);
    const decision = await check({ ...request, cost });
    return decision.outcome === 'allowed'
      ? { access: accessContextOf(decision, plans) }
      : { denial: denialResponse(decision, profile) };
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

/** Without this check every request would be denied with `unknown-tenant`, without an explanation. */
function assertHostIsKnown({ profile, trustedHost }: GuardRuntime, { domainName }: IncomingRequest): void {
  if (profile.tenancy !== 'by-host' || trustedHost !== 'domain-name' || domainName !== undefined) return;
  throw new GuardSetupError(
    `The profile '${profile.name}' reads the tenant from the host name, but the host of this request is not verified ` +
      '(requestContext.domainName is missing). Behind a proxy that overwrites X-Forwarded-Host, use ' +
      "keys.guard(fn, { forwarded: ['host'] }). Behind a load balancer that accepts only its own host names, use " +
      "new ApiKeys(…, { trustedHost: 'host-header' }).",
  );
}
