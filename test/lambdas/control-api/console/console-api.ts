import { createHandler } from '../../../../lambdas/control-api/handler.ts';
import {
  type ConsoleOperation,
  consoleRoutes,
  consoleUserRoutes,
} from '../../../../lib/contracts/http/console.ts';
import type { Route } from '../../../../lib/contracts/http/route.ts';
import { createOwner } from '../../../../lib/core/owners/create.ts';
import { ROLES, type Role } from '../../../../lib/core/owners/owner.ts';
import type { Profile } from '../../../../lib/core/profiles/profile.ts';
import { UnavailableError } from '../../../../lib/core/store.ts';
import { createTenant } from '../../../../lib/core/tenants/create.ts';
import { expectProblem, expectResponse } from '../../../support/expect-contract.ts';
import { type HttpApiCall, httpApiEvent } from '../../../support/http-api-event.ts';
import { credits } from '../../../support/limits.ts';
import { createMemoryBeginning, createMemoryChain } from '../../../support/memory-chain.ts';
import { memoryRotation, ROTATION_LIMITS } from '../../../support/memory-rotation.ts';
import { createMemorySecretProvisioner } from '../../../support/memory-secret-provisioner.ts';
import { createMemorySecrets } from '../../../support/memory-secrets.ts';
import { createMemoryStore, type Faults } from '../../../support/memory-store.ts';
import { createMemoryUsageStore } from '../../../support/memory-usage-store.ts';
import { ADA } from '../../../support/sample-tenant.ts';
import { useCaseDeps } from '../../../support/use-case-deps.ts';

const ISSUER = 'https://id.example';
const SCOPE = 'postern/console';

/** Every operation of the console API, for exhaustive tables. */
export const consoleOperations = Object.keys(consoleRoutes).filter((name): name is ConsoleOperation =>
  Object.hasOwn(consoleRoutes, name),
);

export interface ConsoleCall extends Pick<HttpApiCall, 'params' | 'query' | 'headers'> {
  /** The subject of the token. */
  readonly as: string;
  /** Additional claims, or overrides of the defaults. */
  readonly claims?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
}

/** The console API on a memory store. Each tenant has a person for each role and an application. */
export async function createConsoleApi({
  profile,
  tenants = ['acme', 'beta'],
}: {
  readonly profile?: Profile;
  readonly tenants?: readonly string[];
} = {}) {
  const faults: Faults = {};
  const usage = createMemoryUsageStore();
  const store = createMemoryStore(faults, usage);
  const deps = {
    ...useCaseDeps(store, undefined, profile),
    tenantSuspension: true,
    tenantLimits: [credits()],
  };
  const secrets = createMemorySecrets();
  const userInfoRequests: string[] = [];
  const issuer = { isAvailable: true };
  /** The userinfo responses of the issuer, by subject. */
  const emails = new Map<string, string>();
  const handler = createHandler({
    ...deps,
    usage: { store: usage, sources: { list: async () => [] } },
    chain: { table: createMemoryChain(), archive: undefined, beginning: createMemoryBeginning() },
    activeAlarms: { list: async () => [] },
    metrics: { keyTable: 'keys', write: () => {} },
    rotationLimits: ROTATION_LIMITS,
    rotation: memoryRotation({
      ...deps,
      secrets,
      provisioner: createMemorySecretProvisioner(secrets, deps.clock),
    }),
    log: () => {},
    consoleUsers: {
      issuer: ISSUER,
      scope: SCOPE,
      roleClaim: 'cognito:groups',
      fetchEmail: async ({ subject }) => {
        userInfoRequests.push(subject);
        if (!issuer.isAvailable) throw new UnavailableError('no response');
        return emails.get(subject);
      },
    },
  });
  for (const tenant of tenants) {
    await createTenant(deps, ADA, { id: tenant, name: null, maxKeyLifetimeDays: null });
    for (const role of ROLES) await invite(tenant, role);
    const app = { id: 'app', kind: 'application', role: null, email: null } as const;
    await createOwner(deps, ADA, { ...app, tenant, name: null, plan: null, limits: [credits()] });
  }

  /** Invites a person with the subject `<role>@<tenant>`. */
  async function invite(tenant: string, role: Role, id: string = role) {
    const email = `${id}@${tenant}.example`;
    await createOwner(deps, ADA, {
      ...{ tenant, id, kind: 'person', role, email, name: null, plan: null },
      limits: [credits()],
    });
    emails.set(`${id}@${tenant}`, email);
  }

  const send = async (route: Route, { as, claims, json, ...given }: ConsoleCall) => {
    const token = { iss: ISSUER, sub: as, scope: SCOPE, ...claims };
    const authorizer = { jwt: { claims: token, scopes: null } };
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const reply = await handler(httpApiEvent({ ...given, ...body, route, authorizer }));
    (reply.statusCode < 400 ? expectResponse : expectProblem)(route, reply);
    return reply;
  };

  return {
    deps,
    store,
    secrets,
    faults,
    issuer,
    emails,
    userInfoRequests,
    invite,
    call: (operation: ConsoleOperation, given: ConsoleCall) => send(consoleRoutes[operation], given),
    me: (given: ConsoleCall) => send(consoleUserRoutes.me, given),
  };
}
