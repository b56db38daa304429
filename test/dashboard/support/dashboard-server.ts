import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { createHandler as createControlApi } from '../../../lambdas/control-api/handler.ts';
import { readFiles } from '../../../lambdas/dashboard/files.ts';
import { createHandler as createDashboard } from '../../../lambdas/dashboard/handler.ts';
import { viewProfile } from '../../../lambdas/public-api/profile.ts';
import { developmentCors } from '../../../lib/constructs/api-keys/development-cors.ts';
import { consoleRoutes, consoleUserRoutes } from '../../../lib/contracts/http/console.ts';
import type { Route } from '../../../lib/contracts/http/route.ts';
import type { Limit } from '../../../lib/core/limits/limit.ts';
import type { ActiveAlarm } from '../../../lib/core/monitoring/active-alarms.ts';
import { createOwner } from '../../../lib/core/owners/create.ts';
import { ROLES, type Role } from '../../../lib/core/owners/owner.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';
import { createTenant } from '../../../lib/core/tenants/create.ts';
import type { Source } from '../../../lib/core/usage/delivery.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { createMemoryBeginning, createMemoryChain } from '../../support/memory-chain.ts';
import { memoryRotation, ROTATION_LIMITS } from '../../support/memory-rotation.ts';
import { createMemorySecretProvisioner } from '../../support/memory-secret-provisioner.ts';
import { createMemorySecrets } from '../../support/memory-secrets.ts';
import { createMemoryStore, type Faults } from '../../support/memory-store.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';
import { ADA } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';
import { CLIENT_ID, createSignInServer, SCOPE } from './sign-in-server.ts';

const FILES = join(import.meta.dirname, '../../../dist/lambdas/dashboard/files');
const ROUTES: readonly Route[] = [...Object.values(consoleRoutes), ...Object.values(consoleUserRoutes)];

/** A response that replaces the next responses of the console API. */
type Interception = (path: string) => Intercepted | Promise<Intercepted>;
type Intercepted = { readonly status: number; readonly body: object } | 'drop' | undefined;

/** The dashboard, the console API on a memory store, and an OpenID provider, on one loopback server. */
export async function startDashboard({
  profile = defaultProfile,
  tracksUsage = true,
  tenantLimits = [],
}: {
  readonly profile?: Profile;
  readonly tracksUsage?: boolean;
  readonly tenantLimits?: readonly Limit[];
} = {}) {
  const faults: Faults = {};
  const usage = createMemoryUsageStore();
  const store = createMemoryStore(faults, usage);
  const deps = { ...useCaseDeps(store, undefined, profile), tenantLimits, clock: Date.now };
  const chain = createMemoryChain();
  const activeAlarms: ActiveAlarm[] = [];
  const sources: Source[] = [];
  const emails = new Map<string, string>();
  const requests: string[] = [];
  const state: { intercept: Interception; developmentOrigins: readonly string[] } = {
    intercept: () => undefined,
    developmentOrigins: [],
  };
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const origin = `http://localhost:${address.port}`;
  const issuer = `${origin}/issuer`;
  const signIn = await createSignInServer(issuer);
  const secrets = createMemorySecrets();
  const rotation = memoryRotation({
    ...deps,
    secrets,
    provisioner: createMemorySecretProvisioner(secrets, deps.clock),
  });
  const controlApi = createControlApi({
    ...deps,
    usage: tracksUsage ? { store: usage, sources: { list: async () => sources } } : undefined,
    chain: { table: chain, archive: undefined, beginning: createMemoryBeginning() },
    activeAlarms: { list: async () => activeAlarms },
    metrics: { keyTable: 'keys', write: () => {} },
    rotationLimits: ROTATION_LIMITS,
    rotation,
    log: () => {},
    consoleUsers: {
      issuer,
      scope: SCOPE,
      roleClaim: 'roles',
      fetchEmail: async ({ subject }) => emails.get(subject),
    },
  });
  const dashboard = createDashboard({
    client: { issuer, clientId: CLIENT_ID, scope: SCOPE },
    findEndpoints: async () => ({
      authorizationEndpoint: `${issuer}/authorize`,
      tokenEndpoint: `${issuer}/token`,
      endSessionEndpoint: `${issuer}/logout`,
      revocationEndpoint: null,
    }),
    files: readFiles(FILES),
    log: () => {},
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', origin);
    const body = await text(request);
    requests.push(`${request.method} ${url.pathname}`);
    if (url.pathname.startsWith('/issuer/')) {
      const path = signIn.paths[url.pathname.slice('/issuer'.length)];
      const answer = await path?.(url, new URLSearchParams(body));
      response.writeHead(answer?.status ?? 404, answer?.headers).end(answer?.body);
      return;
    }
    const intercepted = url.pathname.startsWith('/console/')
      ? await state.intercept(url.pathname)
      : undefined;
    if (intercepted === 'drop') return void request.socket.destroy();
    const cors = corsHeaders(state.developmentOrigins, request.headers.origin);
    if (request.method === 'OPTIONS') return void response.writeHead(204, cors).end();
    const reply = intercepted
      ? { statusCode: intercepted.status, headers: {}, body: JSON.stringify(intercepted.body) }
      : await gatewayReply(request, url, body);
    const content =
      'isBase64Encoded' in reply && reply.isBase64Encoded ? Buffer.from(reply.body, 'base64') : reply.body;
    response.writeHead(reply.statusCode, { ...reply.headers, ...cors }).end(content);
  }

  /** Routes a request as API Gateway does. */
  async function gatewayReply(request: IncomingMessage, url: URL, body: string) {
    const method = request.method ?? 'GET';
    const { pathname } = url;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const common = { headers, query: url.search.slice(1), rawPath: pathname, ...(body && { body }) };
    if (pathname === '/profile.json')
      return { statusCode: 200, headers: {}, body: JSON.stringify(viewProfile(profile, profile.plans)) };
    if (pathname === '/dashboard' || pathname.startsWith('/dashboard/')) {
      const path = pathname === '/dashboard' ? '/dashboard' : '/dashboard/{file+}';
      const params = { file: pathname.slice('/dashboard/'.length) };
      return dashboard(
        httpApiEvent({ ...common, route: { method: 'GET', path }, params, authorizer: undefined }),
      );
    }
    const route = ROUTES.find((each) => each.method === method && paramsOf(each, pathname) !== undefined);
    if (!route) return { statusCode: 404, headers: {}, body: '{"message":"Not Found"}' };
    const token = headers.authorization?.replace('Bearer ', '');
    const claims = token && decodeJwt(token);
    if (!claims || (claims.exp ?? 0) * 1000 < Date.now())
      return { statusCode: 401, headers: {}, body: '{"message":"Unauthorized"}' };
    const authorizer = { jwt: { claims, scopes: null } };
    return controlApi(
      httpApiEvent({ ...common, route, params: paramsOf(route, pathname) ?? {}, authorizer }),
    );
  }

  /** Invites a person whose subject is `<id>@<tenant>`. */
  const invite = async (tenant: string, role: Role, id: string = role, name: string | null = null) => {
    const email = `${id}@${tenant}.example`;
    await createOwner(deps, ADA, { tenant, id, kind: 'person', role, email, name, plan: null });
    emails.set(`${id}@${tenant}`, email);
  };
  const addTenant = async (tenant: string, name: string | null = null) => {
    await createTenant(deps, ADA, { id: tenant, name, maxKeyLifetimeDays: null });
    for (const role of ROLES) await invite(tenant, role);
    for (const kind of profile.owners.filter((each) => each !== 'person')) {
      const owner = { id: `${kind}-1`, kind, role: null, email: null, name: null, plan: null };
      await createOwner(deps, ADA, { ...owner, tenant });
    }
  };
  return {
    url: `${origin}/dashboard`,
    origin,
    deps,
    store,
    usage,
    secrets,
    rotation,
    chain,
    activeAlarms,
    sources,
    faults,
    signIn,
    emails,
    requests,
    state,
    invite,
    addTenant,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type DashboardServer = Awaited<ReturnType<typeof startDashboard>>;

/** The headers that API Gateway adds for an origin. */
function corsHeaders(allowed: readonly string[], origin: string | undefined): Record<string, string> {
  const cors = developmentCors(allowed);
  if (origin === undefined || !cors?.allowOrigins?.includes(origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': cors.allowMethods?.join() ?? '',
    'access-control-allow-headers': cors.allowHeaders?.join() ?? '',
    'access-control-expose-headers': cors.exposeHeaders?.join() ?? '',
  };
}

function paramsOf({ path }: Route, pathname: string): Record<string, string> | undefined {
  const pattern = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  const groups = pattern.exec(pathname)?.groups;
  if (!pattern.test(pathname)) return undefined;
  return Object.fromEntries(
    Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}
