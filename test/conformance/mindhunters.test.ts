import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { rootClient } from '../../scripts/local/environment.ts';
import { inParallel } from '../e2e/support/in-parallel.ts';
import { exchange, type Received, type Sent } from './support/exchange.ts';
import { invitedPerson } from './support/person.ts';
import { documented, productOf } from './support/product.ts';

const product = productOf('mindhunters');
const { sampleGuardUrl, sampleRestUrl, sampleHttpUrl } = product;

const JSON_TYPE = 'application/json';
const MISSING = { status: 401, type: JSON_TYPE, body: '{"error":"Missing Authorization header"}' };
const BAD_FORMAT = { status: 401, type: JSON_TYPE, body: '{"error":"Invalid token format"}' };
const UNAUTHORIZED = { status: 401, type: JSON_TYPE, body: '{"error":"Unauthorized"}' };
const FORBIDDEN = { status: 403, type: JSON_TYPE, body: '{"error":"Forbidden"}' };
const NOT_FOUND = { status: 404, type: JSON_TYPE, body: '{"error":"Not Found"}' };

let abc: string;
let other: string;
let token: string;

beforeAll(async () => {
  [abc, other] = await Promise.all([newTenant(), newTenant()]);
  token = (await newToken(abc)).value;
});

function newTenant(): Promise<string> {
  return product.newTenant({ id: 'billing', kind: 'application' });
}

function newToken(
  tenant: string,
  body: { name?: string; permissions?: string[]; environment?: string } = {},
) {
  return product.newKey(tenant, { owner: 'billing', ...body });
}

/** Calls an API at a tenant's host. */
function at(host: string, sent: Sent & { readonly url?: string } = {}): Promise<Received> {
  const { url = sampleGuardUrl, headers = [], ...rest } = sent;
  return exchange(url, { path: '/hello', ...rest, headers: [['Host', host], ...headers] });
}

function hostOf(tenant: string): string {
  return `${tenant}.api.localhost`;
}

function bearer(value: string): [string, string] {
  return ['Authorization', `Bearer ${value}`];
}

describe('the tenant', () => {
  it.each([
    ['a guarded API', sampleGuardUrl, 401],
    ['a REST API', sampleRestUrl, 401],
    ['an HTTP API', sampleHttpUrl, 403],
  ])(
    "MH-01 is the first label of the host, and a token of another one's is unknown (%s)",
    async (_, url, denied) => {
      const headers = [bearer(token)];
      const answer = await at(hostOf(abc), { url, headers });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toMatchObject({ tenant: abc });
      expect((await at(hostOf(other), { url, headers })).status).toBe(denied);
      expect((await at(hostOf(abc.toUpperCase()), { url, headers })).status).toBe(200);
    },
  );

  it.each(['localhost', 'LOCALHOST', '127.0.0.1'])(
    'MH-01 is needed on every call: %j names none',
    async (host) => {
      expect(documented(await at(host, { headers: [bearer(token)] }))).toEqual(NOT_FOUND);
    },
  );

  it.each([
    ['X-Forwarded-Host', (tenant: string) => hostOf(tenant)],
    ['X-HTTP-Method-Override', () => 'GET'],
    ['X-Forwarded-Proto', () => 'http'],
  ])('MH-01 comes from the host alone: a forged %s changes nothing', async (name, valueFor) => {
    const headers = [bearer(token)];
    const forged: [string, string] = [name, valueFor(abc)];
    expect((await at(hostOf(other), { headers: [...headers, forged] })).status).toBe(401);
    expect((await at(hostOf(abc), { headers: [...headers, forged] })).status).toBe(200);
  });

  it('MH-02 is reported as unknown with 404', async () => {
    expect(documented(await at('nobody-here.api.localhost', { headers: [bearer(token)] }))).toEqual(
      NOT_FOUND,
    );
    const { value, id } = await newToken(other);
    await product.revoke(other, id);
    expect(documented(await at('nobody-here.api.localhost', { headers: [bearer(value)] }))).toEqual(
      NOT_FOUND,
    );
  });
});

describe('a request', () => {
  it('MH-03 needs its token as Authorization: Bearer, in no other header', async () => {
    expect((await at(hostOf(abc), { headers: [bearer(token)] })).status).toBe(200);
    expect((await at(hostOf(abc), { headers: [['authorization', `bearer ${token}`]] })).status).toBe(200);
    expect(documented(await at(hostOf(abc), { headers: [['X-Api-Key', token]] }))).toEqual(MISSING);
  });

  it('MH-04 without Authorization gets the documented 401 response', async () => {
    expect(documented(await at(hostOf(abc)))).toEqual(MISSING);
  });

  it.each(['Basic YWRhOnB3', 'Bearer', 'Bearer ', 'Token x', 'bearertoken', 'Bearer one two'])(
    'MH-05 with an Authorization of another form is told so: %j',
    async (authorization) => {
      const answer = await at(hostOf(abc), { headers: [['Authorization', authorization]] });
      expect(documented(answer)).toEqual(BAD_FORMAT);
    },
  );

  it('MH-06 with a wrong token is denied', async () => {
    const last = token.at(-1) === '0' ? '1' : '0';
    for (const wrong of ['nonsense', token.slice(0, -1), token.slice(0, -1) + last]) {
      expect(documented(await at(hostOf(abc), { headers: [bearer(wrong)] }))).toEqual(UNAUTHORIZED);
    }
  });

  it('MH-06 with a revoked token gets the same response', async () => {
    const { value, id } = await newToken(abc);
    expect((await at(hostOf(abc), { headers: [bearer(value)] })).status).toBe(200);
    await product.revoke(abc, id);
    expect(documented(await at(hostOf(abc), { headers: [bearer(value)] }))).toEqual(UNAUTHORIZED);
    const rest = await at(hostOf(abc), { url: sampleRestUrl, headers: [bearer(value)] });
    expect(documented(rest)).toEqual(UNAUTHORIZED);
  });

  it('MH-07 beyond the permissions of its token is forbidden', async () => {
    const { value } = await newToken(abc, { permissions: ['read'] });
    const headers = [bearer(value)];
    expect(documented(await at(hostOf(abc), { method: 'DELETE', headers }))).toEqual(FORBIDDEN);
    const rest = await at(hostOf(abc), { url: sampleRestUrl, method: 'DELETE', headers });
    expect(documented(rest)).toEqual(FORBIDDEN);
    expect((await at(hostOf(abc), { headers })).status).toBe(200);
  });
});

describe('people', () => {
  it.each([
    ['app-admin', 201],
    ['developer', 201],
    ['auditor', 403],
  ] as const)('MH-10 who are %s: the creation of a token of their own answers %s', async (role, status) => {
    const person = await invitedPerson(product, abc, role);
    const path = `/console/v1/tenants/${abc}/keys`;
    expect((await person.call('POST', path, { owner: person.id })).status).toBe(status);
    expect((await person.call('GET', path)).status).toBe(200);
  });
});

it.each(['app-admin', 'developer'] as const)(
  'MH-10 a member who is %s makes tokens for a service of the tenant',
  async (role) => {
    const person = await invitedPerson(product, abc, role);
    const path = `/console/v1/tenants/${abc}/keys`;
    const environment = 'staging';
    const created = await person.call('POST', path, { owner: 'billing', environment, permissions: ['read'] });
    expect(created.status).toBe(201);
    const { value } = z.object({ value: z.string() }).parse(created.body);
    expect((await at(hostOf(abc), { headers: [bearer(value)] })).status).toBe(200);
  },
);

it('MH-23 the guarded service returns every documented response', async () => {
  const { value, id } = await newToken(abc, { permissions: ['read'] });
  const headers = [bearer(value)];
  expect((await at(hostOf(abc), { headers })).status).toBe(200);
  expect(documented(await at('nobody-here.api.localhost', { headers }))).toEqual(NOT_FOUND);
  expect(documented(await at(hostOf(abc)))).toEqual(MISSING);
  expect(documented(await at(hostOf(abc), { headers: [['Authorization', 'Token x']] }))).toEqual(BAD_FORMAT);
  expect(documented(await at(hostOf(abc), { method: 'DELETE', headers }))).toEqual(FORBIDDEN);
  await product.revoke(abc, id);
  expect(documented(await at(hostOf(abc), { headers }))).toEqual(UNAUTHORIZED);
});

describe('tokens', () => {
  it('MH-12 have a descriptive name', async () => {
    const name = 'Nightly export (eu) — für Zoë';
    const { id } = await newToken(abc, { name });
    const { items } = await product.client.call('listKeys', { params: { tenant: abc } });
    expect(items.find((each) => each.id === id)?.name).toBe(name);
  });

  it('MH-13 have the permissions that are set at creation', async () => {
    const { value, permissions } = await newToken(abc, { permissions: ['orders:read'] });
    expect(permissions).toEqual(['orders:read']);
    const headers = [bearer(value)];
    expect((await at(hostOf(abc), { path: '/orders/7', headers })).status).toBe(200);
    expect((await at(hostOf(abc), { headers })).status).toBe(403);
  });

  it('MH-17 exist in parallel, for each service and environment', async () => {
    const environments = ['development', 'staging', 'production', 'ci-cd'];
    const wanted = environments.flatMap((environment) =>
      ['export', 'import'].map((name) => ({ name, environment })),
    );
    const tokens = await inParallel(wanted.length, 4, (index) => newToken(abc, wanted[index]));
    const statuses = (of: typeof tokens) =>
      inParallel(of.length, 4, async (index) => {
        const headers = [bearer(of[index]?.value ?? '')];
        return (await at(hostOf(abc), { headers })).status;
      });
    expect(await statuses(tokens)).toEqual(tokens.map(() => 200));
    const [first, ...rest] = tokens;
    await product.revoke(abc, first?.id ?? '');
    expect(await statuses(rest)).toEqual(rest.map(() => 200));
    await expect(newToken(abc, { environment: 'live' })).rejects.toThrow('Unknown environment');
  });

  it('MH-18 are rotated every 90 days by policy, and replaced immediately by one action', async () => {
    const contract = await exchange(product.apiPlainUrl, { path: '/profile.json' });
    expect(JSON.parse(contract.body)).toMatchObject({ policies: { rotateEveryDays: 90 } });
    const old = await newToken(abc);
    const fresh = await product.client.call('replaceKey', { params: { tenant: abc, key: old.id } });
    expect((await at(hostOf(abc), { headers: [bearer(fresh.value)] })).status).toBe(200);
    expect(documented(await at(hostOf(abc), { headers: [bearer(old.value)] }))).toEqual(UNAUTHORIZED);
  });

  it('MH-18 rotate in their secret every 90 days by default, and one action replaces a leaked token', async () => {
    const { client, endpointUrl } = product;
    const body = { owner: 'billing' };
    const managed = await client.call('manageKey', { params: { tenant: abc }, body });
    expect(managed.rotateEverySeconds).toBe(90 * 86_400);
    const dueMs = Date.parse(managed.nextRotationAt ?? '') - Date.parse(managed.currentValueSince ?? '');
    expect(dueMs).toBeGreaterThan(80 * 86_400_000);
    expect(dueMs).toBeLessThanOrEqual(90 * 86_400_000);

    const leaked = await valueIn(endpointUrl, managed.secretArn);
    expect((await at(hostOf(abc), { headers: [bearer(leaked)] })).status).toBe(200);
    await client.call('replaceManagedKey', { params: { tenant: abc, key: managed.key } });
    expect(documented(await at(hostOf(abc), { headers: [bearer(leaked)] }))).toEqual(UNAUTHORIZED);
    const fresh = await valueIn(endpointUrl, managed.secretArn);
    expect((await at(hostOf(abc), { headers: [bearer(fresh)] })).status).toBe(200);
  });
});

const payloadValue = z.object({ value: z.string() });

/** What a reader of a secret gets. */
async function valueIn(endpointUrl: string, secretArn: string): Promise<string> {
  const client = new SecretsManagerClient(rootClient(endpointUrl));
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  return payloadValue.parse(JSON.parse(SecretString)).value;
}
