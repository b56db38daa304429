import type { AwsAccount } from '../../../lib/api-client/aws-account.ts';
import type { Transport } from '../../../lib/api-client/transport.ts';
import type { UnsignedGet } from '../../../lib/api-client/unsigned-get.ts';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { openApiDocument } from '../../../lib/contracts/http/openapi/document.ts';
import { createLookup } from '../../../lib/core/access/lookup.ts';
import { requirementOf } from '../../../lib/core/access/permissions.ts';
import { appendEvents } from '../../../lib/core/audit/chain/append.ts';
import { chainedEvent } from '../../../lib/core/audit/chain/link.ts';
import { localBuckets } from '../../../lib/core/limits/local-buckets.ts';
import { createAccessCheck } from '../../../lib/enforcement/access-check.ts';
import { createAdminApi } from '../../lambdas/control-api/admin-api.ts';
import { operations } from '../../lambdas/control-api/operations.ts';
import { NOON } from '../../support/entities.ts';
import { accountOf } from './instruments.ts';

/** The faults of a deployment. */
export const FAULTS = [
  'authorizer cache on',
  'expiry ignored',
  'chain off',
  'rotation stuck',
  'wrong permission map',
  'alarm filter missing',
] as const;
export type Fault = (typeof FAULTS)[number];

const CALLER = 'arn:aws:sts::123456789012:assumed-role/Ops/ann';
const CONFIG = {
  ...{ issuer: 'https://id.example', clientId: 'dashboard', scope: 'postern/console' },
  authorizationEndpoint: 'https://id.example/authorize',
  tokenEndpoint: 'https://id.example/token',
  endSessionEndpoint: null,
  revocationEndpoint: null,
};

/** A deployment in this process: the admin API, the access check and the chain on stores in memory. */
export function smokeDeployment(fault?: Fault) {
  const api = createAdminApi();
  const routes = {
    'GET /ping': null,
    'GET /orders/1': fault === 'wrong permission map' ? null : 'orders:read',
  };
  let failures = 0;
  const check = createAccessCheck({
    ...api.deps,
    clock: fault === 'expiry ignored' ? () => NOON : () => api.clock.nowMs,
    trustedHost: 'domain-name',
    forwardedProto: false,
    via: 'authorizer',
    lookup: createLookup(api.store, { tenantSuspension: false }),
    buckets: localBuckets(),
    costs: {},
    requirementFor: (method, route) => requirementOf(routes, method, route),
    stopwatch: () => 0,
    write: () => {},
  });
  const cache = new Map<string, number>();

  const decide = async ({ pathname }: URL, headers: Readonly<Record<string, string>>): Promise<number> => {
    // As API Gateway: by credential, for the protected API only.
    const caches = fault === 'authorizer cache on' && pathname !== '/ping';
    const cached = caches ? cache.get(headers.authorization ?? '') : undefined;
    if (cached !== undefined) return cached;
    const { outcome } = await check({
      headers: (name) => [headers[name] ?? []].flat(),
      method: 'GET',
      route: pathname,
      requestId: 'r',
      sourceAddress: '203.0.113.7',
      domainName: undefined,
    });
    if (outcome === 'unknown' || outcome === 'unrecognized-credential') failures += 1;
    const status = outcome === 'allowed' ? 200 : 403;
    if (caches) cache.set(headers.authorization ?? '', status);
    return status;
  };

  const get: UnsignedGet = async (text, { headers = {} } = {}) => {
    const url = new URL(text);
    const page = { status: 200, headers: {}, text: JSON.stringify(CONFIG) };
    if (url.pathname.startsWith('/dashboard') || url.hostname === 'id.example') return page;
    return { status: await decide(url, headers), headers: {}, text: '{}' };
  };

  const transport: Transport = async ({ method, path, query, body, idempotencyKey }) => {
    const { operation, params } = operationOf(method, path);
    const { statusCode, body: text } = await api.call(operation, {
      params,
      query: new URLSearchParams(query).toString(),
      ...(body !== undefined && { body }),
      ...(idempotencyKey !== undefined && { headers: { 'idempotency-key': idempotencyKey } }),
    });
    return { status: statusCode, text };
  };

  /** Links events as the stream of the table does. */
  const link = async () => {
    const { chain: store, beginning } = api;
    const deps = { store, beginning, archive: undefined, retentionDays: 400, clock: () => api.clock.nowMs };
    const linked = new Set(api.chain.links.flatMap(({ events }) => events.map(({ id }) => id)));
    const events = api.store.events.filter(({ id }) => !linked.has(id)).slice(0, 99);
    await appendEvents(
      { ...deps, backoff: async () => {} },
      events.map((event) => chainedEvent(event, null)),
    );
  };
  const pause = async (ms: number) => {
    api.clock.nowMs += ms;
    if (fault !== 'chain off') await link();
  };

  const firstValues = new Map<string, string>();
  const account: AwsAccount = accountOf({
    caller: async () => CALLER,
    readSecret: async (secretArn) => {
      const secret = api.secrets.secrets.get(secretArn);
      const text = secret?.versions.get(secret.holderOf('AWSCURRENT') ?? '')?.text;
      if (text === undefined) throw new Error('The secret does not exist');
      if (!firstValues.has(secretArn)) firstValues.set(secretArn, text);
      return fault === 'rotation stuck' ? (firstValues.get(secretArn) ?? text) : text;
    },
    deleteSecret: async (secretArn) => {
      const secret = api.secrets.secrets.get(secretArn);
      if (secret) secret.isDeleted = true;
    },
    parameter: async (name) => (name === '/postern/prod/usage-table' ? 'usage' : undefined),
    metricSum: async () => (fault === 'alarm filter missing' ? 0 : failures),
  });

  const probe = async () => ({
    status: 200,
    date: undefined,
    text: JSON.stringify(openApiDocument(api.deps.profile)),
  });
  return {
    api,
    transport,
    clock: () => api.clock.nowMs,
    findApiUrl: async () => 'https://api.example.com',
    instruments: { get, pause, probe, openAccount: () => account },
  };
}

function operationOf(method: string, path: string) {
  for (const operation of operations) {
    const route = adminRoutes[operation];
    const pattern = new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = pattern.exec(path);
    if (route.method === method && match) return { operation, params: { ...match.groups } };
  }
  throw new Error(`No route for ${method} ${path}`);
}
