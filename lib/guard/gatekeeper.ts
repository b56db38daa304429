import { type Access, accessOf } from '../core/access/access.ts';
import { need, type Requirement, type RoutePermissions } from '../core/access/permissions.ts';
import type { RefusalFace } from '../core/profiles/profile.ts';
import { createAccessCheck, type IncomingRequest } from '../enforcement/access-check.ts';
import type { GuardRuntime } from './runtime.ts';
import { GuardSetupError } from './setup-error.ts';

/** What becomes of a request: who is let in, or what is answered in place of the service. */
export type Verdict = { readonly access: Access } | { readonly refusal: RefusalFace };

/** @throws GuardSetupError if the deployment is such that it can't decide */
export type Gatekeeper = (request: IncomingRequest) => Promise<Verdict>;

export interface GatekeeperOptions {
  readonly permission?: string | null | undefined;
  readonly permissions?: RoutePermissions | undefined;
}

/** Makes what every guard does, whatever it stands before: decide, write the decision line, and say what follows. */
export function createGatekeeper(runtime: GuardRuntime, options: GatekeeperOptions): Gatekeeper {
  const { plans, profile } = runtime;
  const routes = { ...runtime.routes, ...options.permissions };
  const check = createAccessCheck({ ...runtime, routes, via: 'guard' });
  const requirement = requirementOf(options.permission);

  return async (request) => {
    assertHostIsKnown(runtime, request);
    const decision = await check({ ...request, requirement });
    return decision.outcome === 'allowed'
      ? { access: accessOf(decision, plans) }
      : { refusal: profile.refusals[decision.outcome] };
  };
}

function requirementOf(permission: string | null | undefined): Requirement | undefined {
  if (permission === undefined) return undefined;
  return permission === null ? { kind: 'any-key' } : need(permission);
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
