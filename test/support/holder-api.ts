import { createHandler as createPublicApi } from '../../lambdas/public-api/handler.ts';
import { createHandler as createSelfService } from '../../lambdas/self-service/handler.ts';
import { keyHolderRoutes, readingRoutes } from '../../lib/contracts/http/key-holder-routes.ts';
import { createLookup } from '../../lib/core/access/lookup.ts';
import type { IssueKeyInput } from '../../lib/core/keys/issue.ts';
import { createOwner } from '../../lib/core/owners/create.ts';
import { mindset } from '../../lib/core/profiles/mindset.ts';
import { KEY_HOLDER_ROUTES, type KeyHolderRoute, type Profile } from '../../lib/core/profiles/profile.ts';
import { createTenant } from '../../lib/core/tenants/create.ts';
import { NOON } from './entities.ts';
import { expectResponse } from './expect-contract.ts';
import { type HttpApiCall, httpApiEvent } from './http-api-event.ts';
import { createMemoryStore, type Faults } from './memory-store.ts';
import { createMemoryUsageStore } from './memory-usage-store.ts';
import { ADA, issue } from './sample-tenant.ts';
import { useCaseDeps } from './use-case-deps.ts';

export type HolderCall = Omit<HttpApiCall, 'route' | 'authorizer'> & {
  /** The value of a key or session, presented as the profile documents (default: no credential). */
  readonly value?: string | undefined;
  /** Replaces the method of the route. */
  readonly method?: 'HEAD';
};

/** A profile with all routes for key holders, including routes that its product does not document. */
export function withAllRoutes(profile: Profile): Profile {
  return {
    ...profile,
    routes: KEY_HOLDER_ROUTES,
    sessionFormat: profile.sessionFormat ?? mindset.sessionFormat,
  };
}

/** The routes for key holders of a deployment with this profile, on a store in memory. */
export function createHolderApi(profile: Profile) {
  const faults: Faults = {};
  const clock = { nowMs: NOON };
  const usage = createMemoryUsageStore();
  const store = createMemoryStore(faults, usage);
  const deps = useCaseDeps(store, clock, profile);
  const logged: string[] = [];
  const shared = {
    ...deps,
    usage,
    trustedHost: 'domain-name',
    lookup: createLookup(store, { tenantSuspension: false }),
    buckets: store.buckets,
    stopwatch: () => 0,
    log: (line: string) => logged.push(line),
  } as const;
  const publicApi = createPublicApi(shared);
  const selfService = createSelfService(shared);

  /** Removes parameters that are not in the path of the route, as API Gateway does. */
  const call = async (
    operation: KeyHolderRoute,
    { value, headers, params = {}, method, ...given }: HolderCall = {},
  ) => {
    const declared = keyHolderRoutes[operation];
    const route = { path: declared.path, method: method ?? declared.method };
    const own = Object.entries(params).filter(([name]) => route.path.includes(`{${name}}`));
    const presented = value === undefined ? {} : credentialHeader(profile, value);
    const event = httpApiEvent({ ...given, route, params: Object.fromEntries(own), authorizer: undefined });
    const { authorization, ...others } = event.headers;
    const handler = operation in readingRoutes ? publicApi : selfService;
    const reply = await handler({ ...event, headers: { ...others, ...presented, ...headers } });
    if (reply.statusCode < 400 && route.method !== 'HEAD') expectResponse(declared, reply);
    return reply;
  };

  /** Issues a key, and creates its owner if it does not exist (default: owner `app` of tenant `acme`). */
  const newKey = async ({ tenant = 'acme', owner = 'app', ...given }: Partial<IssueKeyInput> = {}) => {
    await createTenant(deps, ADA, { id: tenant, name: null, maxKeyLifetimeDays: null });
    const kind = profile.owners.includes('application') ? 'application' : 'account';
    const none = { name: null, role: null, plan: null, email: null };
    await createOwner(deps, ADA, { tenant, id: owner, kind, ...none });
    const permissions = ['read', 'keys:manage', 'sessions:manage'];
    const environment = profile.defaultEnvironment;
    return issue(deps, { tenant, owner, environment, permissions, expiresAtMs: undefined, ...given });
  };

  /** The decisions that were logged, in order. */
  const decisions = (): readonly string[] =>
    logged
      .map((line) => JSON.parse(line))
      .filter(({ postern }) => postern === 'decision')
      .map(({ outcome }) => outcome);

  return { profile, faults, clock, store, usage, deps, logged, call, newKey, decisions };
}

export type HolderApi = ReturnType<typeof createHolderApi>;

/** The header that presents a value in the first credential location of the profile. */
export function credentialHeader(
  { credentialLocations: [location] }: Profile,
  value: string,
): Record<string, string> {
  if (!location) throw new Error('The profile has no credential location');
  return { [location.header]: location.scheme === null ? value : `${location.scheme} ${value}` };
}
