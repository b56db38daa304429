import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ROOT } from '../../scripts/local/state-directory.ts';
import { exchange, type Received, type Sent } from './support/exchange.ts';
import { callAs, documented, productOf } from './support/product.ts';

const product = productOf('minds');
const { apiPlainUrl, sampleRestUrl, sampleGuardUrl } = product;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UNAUTHORIZED = {
  status: 401,
  type: 'application/json',
  body: '{"statusCode":401,"statusMessage":"Unauthorized","message":"Invalid or missing API key"}',
};
const SELF_SERVICE = [
  ['GET', '/api/v1/auth/me'],
  ['GET', '/api/v1/api-keys'],
  ['POST', '/api/v1/api-keys'],
  ['DELETE', '/api/v1/api-keys/0123456789ab'],
] as const;

let tenant: string;
let key: string;

beforeAll(async () => {
  tenant = await product.newTenant({ id: 'account-1', kind: 'account', plan: 'free' });
  key = (await product.newKey(tenant, { owner: 'account-1' })).value;
});

function call(path: string, sent: Sent = {}, value = key): Promise<Received> {
  return callAs(apiPlainUrl, `Bearer ${value}`, { path, ...sent });
}

function post(body?: object, value = key): Promise<Received> {
  const sent = body && {
    headers: [['Content-Type', 'application/json']] as const,
    body: JSON.stringify(body),
  };
  return call('/api/v1/api-keys', { method: 'POST', ...sent }, value);
}

const createdKey = z.object({
  id: z.string(),
  name: z.string().nullable(),
  key: z.string(),
  createdAt: z.string(),
});

/** Creates a key with another one. */
async function create(name?: string, parent = key): Promise<z.infer<typeof createdKey>> {
  const answer = await post(name === undefined ? undefined : { name }, parent);
  expect(answer.status).toBe(201);
  return createdKey.parse(JSON.parse(answer.body));
}

describe('keys', () => {
  it('MI-01 are needed on every request, and belong to an account', async () => {
    expect(documented(await exchange(sampleRestUrl, { path: '/hello' }))).toEqual(UNAUTHORIZED);
    expect(documented(await exchange(sampleGuardUrl, { path: '/hello' }))).toEqual(UNAUTHORIZED);
    const answer = await callAs(sampleRestUrl, `Bearer ${key}`, { path: '/hello' });
    expect(JSON.parse(answer.body)).toMatchObject({ owner: 'account-1' });
    const person = { id: 'ann', kind: 'person', role: 'app-admin' } as const;
    await product.client.call('createOwner', { params: { tenant }, body: person });
    await expect(product.newKey(tenant, { owner: 'ann' })).rejects.toThrow('Owner kind cannot have keys');
  });

  it('MI-03 are minds_ and 48 lower-case hex digits', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => create()));
    for (const { key } of keys) expect(key).toMatch(/^minds_[0-9a-f]{48}$/);
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
  });

  it('MI-04 are shown in the response that creates them, and nowhere else', async () => {
    const created = await create('shown once');
    const listed = await call('/api/v1/api-keys');
    const shown = await product.client.call('showKey', { params: { tenant, key: created.id } });
    const secret = created.key.slice('minds_'.length + 12);
    for (const text of [listed.body, JSON.stringify(shown)]) expect(text).not.toContain(secret);
  });

  it('MI-05 are accepted only as Authorization: Bearer', async () => {
    expect((await call('/api/v1/auth/me')).status).toBe(200);
    expect((await callAs(apiPlainUrl, `bearer ${key}`, { path: '/api/v1/auth/me' })).status).toBe(200);
    for (const authorization of [key, `Basic ${key}`, `ApiKey ${key}`]) {
      const answer = await callAs(apiPlainUrl, authorization, { path: '/api/v1/auth/me' });
      expect(documented(answer)).toEqual(UNAUTHORIZED);
    }
    const byHeader = await exchange(apiPlainUrl, { path: '/api/v1/auth/me', headers: [['X-Api-Key', key]] });
    expect(documented(byHeader)).toEqual(UNAUTHORIZED);
  });
});

describe('GET /api/v1/auth/me', () => {
  it('MI-06 returns the ID of the user, the same for all keys of the account', async () => {
    const answer = await call('/api/v1/auth/me');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    const { id } = JSON.parse(answer.body);
    expect(id).toMatch(UUID);
    expect(answer.body).toBe(`{"id":"${id}"}`);
    const { key: another } = await create();
    expect((await call('/api/v1/auth/me', {}, another)).body).toBe(answer.body);
  });
});

describe('the key API', () => {
  it('MI-07 lists id, name, creation and last use, and no value', async () => {
    const created = await create('listed');
    const answer = await call('/api/v1/api-keys');
    expect(answer.status).toBe(200);
    const { id, name, createdAt } = created;
    expect(answer.body).toContain(JSON.stringify({ id, name, createdAt, lastUsedAt: null }));
    expect(answer.body).toMatch(/^\[.*\]$/);
    expect(answer.body).not.toContain(created.key);
  });

  it('MI-08 returns times as ISO 8601 in UTC with milliseconds', async () => {
    const { createdAt } = await create();
    expect(createdAt).toMatch(INSTANT);
    const listed: { createdAt: string }[] = JSON.parse((await call('/api/v1/api-keys')).body);
    for (const each of listed) expect(each.createdAt).toMatch(INSTANT);
  });

  it.each([undefined, {}])('MI-09 creates a key without a name from the body %j', async (body) => {
    const answer = await post(body);
    expect(answer.status).toBe(201);
    expect(JSON.parse(answer.body)).toMatchObject({ name: null });
  });

  it.each([
    ['  padded \t', 'padded'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['𝔘'.repeat(100), '𝔘'.repeat(100)],
    ['<b>bold</b>', '<b>bold</b>'],
    ['=HYPERLINK("https://example.com")', '=HYPERLINK("https://example.com")'],
    ['', null],
    ['   ', null],
  ])('MI-10 stores the name %j as %j', async (name, stored) => {
    const answer = await post({ name });
    expect(answer.status).toBe(201);
    expect(JSON.parse(answer.body)).toMatchObject({ name: stored });
  });

  it.each(['x'.repeat(101), 'abc\u202edef', 7, ['a'], { a: 1 }])(
    'MI-10 rejects the name %j',
    async (name) => {
      const answer = await post({ name });
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toEqual({
        statusCode: 400,
        statusMessage: 'Bad Request',
        message: expect.stringContaining('name'),
      });
    },
  );

  it('MI-11 returns id, name, key and creation', async () => {
    const answer = await post({ name: 'answered' });
    const { id, name, key: value, createdAt } = JSON.parse(answer.body);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toBe(JSON.stringify({ id, name, key: value, createdAt }));
    expect({ name, value }).toEqual({ name: 'answered', value: expect.stringMatching(/^minds_/) });
  });

  it('MI-12 deletes a key with 204 and an empty body', async () => {
    const { id } = await create();
    const answer = await call(`/api/v1/api-keys/${id}`, { method: 'DELETE' });
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 204, body: '' });
  });

  it("MI-12 returns the same 404 for another account's key and a missing key", async () => {
    const elsewhere = await product.newTenant({ id: 'account-2', kind: 'account' });
    const foreign = await product.newKey(elsewhere, { owner: 'account-2' });
    const missing = await call('/api/v1/api-keys/0123456789ab', { method: 'DELETE' });
    expect(missing.status).toBe(404);
    const denied = await call(`/api/v1/api-keys/${foreign.id}`, { method: 'DELETE' });
    expect(documented(denied)).toEqual(documented(missing));
    expect((await call('/api/v1/auth/me', {}, foreign.value)).status).toBe(200);
  });

  it.each(SELF_SERVICE)(
    'MI-13 MI-15 returns the same 401 from %s %s for a missing, invalid or unknown key',
    async (method, path) => {
      const wrong = [`${key.slice(0, -1)}x`, 'nonsense', `minds_${'0'.repeat(48)}`];
      expect(documented(await exchange(apiPlainUrl, { method, path }))).toEqual(UNAUTHORIZED);
      for (const value of wrong) {
        expect(documented(await call(path, { method }, value))).toEqual(UNAUTHORIZED);
      }
    },
  );

  it('MI-14 denies a deleted key', async () => {
    const created = await create();
    expect((await call('/api/v1/auth/me', {}, created.key)).status).toBe(200);
    await call(`/api/v1/api-keys/${created.id}`, { method: 'DELETE' });
    expect(documented(await call('/api/v1/auth/me', {}, created.key))).toEqual(UNAUTHORIZED);
    const rest = await callAs(sampleRestUrl, `Bearer ${created.key}`, { path: '/hello' });
    expect(documented(rest)).toEqual(UNAUTHORIZED);
  });

  it('MI-15 lets a key manage keys only with the permission for it', async () => {
    const reader = await product.newKey(tenant, { owner: 'account-1', permissions: ['read'] });
    for (const [method, path] of SELF_SERVICE.slice(1)) {
      expect((await call(path, { method }, reader.value)).status).toBe(403);
    }
    expect((await call('/api/v1/auth/me', {}, reader.value)).status).toBe(200);
  });

  it('MI-16 supports a manual rotation: create, switch, delete', async () => {
    const old = await create('old');
    const fresh = await create('new', old.key);
    expect((await call('/api/v1/auth/me', {}, fresh.key)).status).toBe(200);
    expect((await call(`/api/v1/api-keys/${old.id}`, { method: 'DELETE' }, fresh.key)).status).toBe(204);
    expect((await call('/api/v1/auth/me', {}, old.key)).status).toBe(401);
    expect((await call('/api/v1/auth/me', {}, fresh.key)).status).toBe(200);
  });
});

describe('the command line', () => {
  it('MI-18 prints a line that exports a new key as MINDS_API_KEY', async () => {
    const { apiUrl, region, admin } = product;
    const args = ['keys', 'create', '--tenant', tenant, '--owner', 'account-1'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['bin/postern.js', ...args, '--api-url', apiUrl, '--region', region],
      {
        cwd: ROOT,
        env: { AWS_ACCESS_KEY_ID: admin.accessKeyId, AWS_SECRET_ACCESS_KEY: admin.secretAccessKey },
      },
    );
    const [, value] = /^(?:export )?MINDS_API_KEY=(minds_[0-9a-f]{48})$/m.exec(stdout) ?? [];
    expect((await call('/api/v1/auth/me', {}, value ?? 'no such line')).status).toBe(200);
  });
});

describe('plans', () => {
  const LIMITS = {
    free: { minds: 1, flows: 0 },
    lite: { minds: 3, flows: 3 },
    premium: { minds: null, flows: null },
    academic: { minds: null, flows: null },
    team: { minds: null, flows: null },
  };

  it('MI-17 reach the protected API with each request, and an update applies to the next', async () => {
    const params = { tenant, owner: 'account-1' };
    for (const [name, limits] of Object.entries(LIMITS)) {
      await product.client.call('updateOwner', { params, body: { plan: name } });
      for (const url of [sampleRestUrl, sampleGuardUrl]) {
        const answer = await callAs(url, `Bearer ${key}`, { path: '/hello' });
        expect(JSON.parse(answer.body)).toMatchObject({ plan: { name, limits } });
      }
    }
  });
});
