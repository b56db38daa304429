import { expect } from 'vitest';
import { createHandler } from '../../../lambdas/control-api/handler.ts';
import { type AdminOperation, type AdminRoute, adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { type Problem, problem } from '../../../lib/contracts/http/problem.ts';
import type { Route, RouteResponse } from '../../../lib/contracts/http/route.ts';
import type { Limit } from '../../../lib/core/limits/limit.ts';
import type { ActiveAlarm } from '../../../lib/core/monitoring/active-alarms.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';
import type { Source } from '../../../lib/core/usage/delivery.ts';
import { NOON } from '../../support/entities.ts';
import { expectProblem, expectResponse, parsedBody } from '../../support/expect-contract.ts';
import { type HttpApiCall, httpApiEvent } from '../../support/http-api-event.ts';
import { createMemoryBeginning, createMemoryChain } from '../../support/memory-chain.ts';
import { memoryRotation, ROTATION_LIMITS } from '../../support/memory-rotation.ts';
import { createMemorySecretProvisioner } from '../../support/memory-secret-provisioner.ts';
import { createMemorySecrets } from '../../support/memory-secrets.ts';
import { createMemoryStore, type Faults } from '../../support/memory-store.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

export type AdminCall = Omit<HttpApiCall, 'route' | 'body'> & {
  /** The body, sent as JSON. */
  readonly json?: unknown;
  /** The body, sent unchanged. */
  readonly body?: string;
};

/** The handler of a deployment without the optional parts. */
export function minimalControlApi(deps: ReturnType<typeof createAdminApi>['deps']) {
  return createHandler({
    ...deps,
    usage: undefined,
    rotation: undefined,
    rotationLimits: undefined,
    metrics: { keyTable: 'keys', write: () => {} },
    log: () => {},
  });
}

/** The admin API on a memory store. Each response is checked against the contract of its route. */
export function createAdminApi({
  profile = defaultProfile,
  tenantLimits = [],
}: {
  readonly profile?: Profile;
  readonly tenantLimits?: readonly Limit[];
} = {}) {
  const faults: Faults = {};
  const clock = { nowMs: NOON };
  const logged: string[] = [];
  const measured: string[] = [];
  const usage = createMemoryUsageStore();
  const store = createMemoryStore(faults, usage);
  const sources: Source[] = [];
  const activeAlarms: ActiveAlarm[] = [];
  const chain = createMemoryChain({ beforeRead: () => faults.beforeRead?.() });
  const beginning = createMemoryBeginning();
  const secrets = createMemorySecrets();
  const deps = { ...useCaseDeps(store, clock, profile), tenantSuspension: true, tenantLimits };
  const handler = createHandler({
    ...deps,
    usage: { store: usage, sources: { list: async () => sources } },
    activeAlarms: { list: async () => activeAlarms },
    metrics: { keyTable: 'keys', write: (line) => measured.push(line) },
    chain: { table: chain, archive: undefined, beginning },
    rotationLimits: ROTATION_LIMITS,
    rotation: memoryRotation({
      ...deps,
      secrets,
      provisioner: createMemorySecretProvisioner(secrets, () => clock.nowMs),
    }),
    log: (line) => logged.push(line),
  });

  /** The raw response, after its contract was checked. */
  const call = async (operation: AdminOperation, { json, ...given }: AdminCall) => {
    const route = adminRoutes[operation];
    const body = json === undefined ? given.body : JSON.stringify(json);
    const reply = await handler(httpApiEvent({ ...given, route, ...(body !== undefined && { body }) }));
    expect(reply.headers).toHaveProperty('Cache-Control', 'no-store');
    const isProblem = reply.statusCode >= 400;
    expect(reply.headers).toHaveProperty(
      'Content-Type',
      isProblem ? 'application/problem+json' : 'application/json',
    );
    (isProblem ? expectProblem : expectResponse)(route, reply);
    return reply;
  };

  /** The body of a successful response. */
  const done = async <Operation extends AdminOperation>(
    operation: Operation,
    given: AdminCall,
  ): Promise<RouteResponse<AdminRoute<Operation>>> => {
    const { statusCode, body } = await call(operation, given);
    expect(statusCode, body).toBeLessThan(300);
    return responseOf(adminRoutes[operation], body);
  };

  /** The problem of an error response. */
  const rejected = async (operation: AdminOperation, given: AdminCall): Promise<Problem> => {
    const { statusCode, body } = await call(operation, given);
    expect(statusCode, body).toBeGreaterThanOrEqual(400);
    return parsedBody(problem, body);
  };

  return {
    faults,
    clock,
    logged,
    measured,
    store,
    secrets,
    usage,
    sources,
    activeAlarms,
    chain,
    beginning,
    deps,
    call,
    done,
    rejected,
  };
}

function responseOf<R extends Route>(route: R, body: string): RouteResponse<R> {
  return parsedBody<R['response']['body']>(route.response.body, body);
}
