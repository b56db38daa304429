import { beforeAll, describe, expect, it } from 'vitest';
import { inParallel } from '../e2e/support/in-parallel.ts';
import { exchange, type Received, type Sent } from './support/exchange.ts';
import { invitedPerson } from './support/person.ts';
import { productOf } from './support/product.ts';

const product = productOf('mindset');
const { apiPlainUrl, sampleRestUrl, sampleHttpUrl, sampleGuardUrl } = product;
const APIS = [
  ['REST', sampleRestUrl, 401],
  ['HTTP', sampleHttpUrl, 403],
  ['guarded', sampleGuardUrl, 401],
] as const;

let tenant: string;

beforeAll(async () => {
  tenant = await product.newTenant({ id: 'app', kind: 'application' });
});

function newKey(body: { endSessionsWithKey?: boolean } = {}) {
  return product.newKey(tenant, { owner: 'app', ...body });
}

function call(url: string, value: string, { headers = [], ...sent }: Sent = {}): Promise<Received> {
  return exchange(url, { path: '/hello', ...sent, headers: [...headers, ['x-api-key', value]] });
}

async function newSession(value: string): Promise<{ id: string; value: string }> {
  const answer = await call(apiPlainUrl, value, {
    method: 'POST',
    path: '/api/v1/sessions',
    headers: [['Content-Type', 'application/json']],
    body: '{"user":"embedded-user-7"}',
  });
  expect(answer.status).toBe(201);
  return JSON.parse(answer.body);
}

function deleteKey(key: string) {
  return product.client.call('deleteKey', { params: { tenant, key } });
}

describe('a key', () => {
  it("MS-01 is an application's secret: people have no keys, and sessions cannot create keys", async () => {
    const person = { id: 'ann', kind: 'person', role: 'app-admin' } as const;
    await product.client.call('createOwner', { params: { tenant }, body: person });
    await expect(product.newKey(tenant, { owner: 'ann' })).rejects.toThrow('Owner kind cannot have keys');

    const session = await newSession((await newKey()).value);
    const attempt = { method: 'POST', path: '/api/v1/sessions', body: '{"user":"another"}' };
    const headers = [['Content-Type', 'application/json']] as const;
    expect((await call(apiPlainUrl, session.value, { ...attempt, headers })).status).toBe(403);
  });

  it("MS-02 grants app-owner access to the application's data", async () => {
    const { value } = await newKey();
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await call(sampleRestUrl, value, { method });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toMatchObject({ tenant, owner: 'app' });
    }
  });

  it('MS-03 belongs to exactly one application', async () => {
    await product.client.call('createOwner', {
      params: { tenant },
      body: { id: 'app-2', kind: 'application' },
    });
    const [one, two] = await Promise.all([newKey(), product.newKey(tenant, { owner: 'app-2' })]);
    expect(JSON.parse((await call(sampleRestUrl, one.value)).body)).toMatchObject({ owner: 'app' });
    expect(JSON.parse((await call(sampleRestUrl, two.value)).body)).toMatchObject({ owner: 'app-2' });
    await expect(product.newKey(tenant, { owner: 'no-such-app' })).rejects.toThrow('Resource not found');
  });

  it('MS-05 is one long alphanumeric string', async () => {
    const { value } = await newKey();
    expect(value).toMatch(/^[0-9A-Za-z]{40,}$/);
  });

  it.each(APIS)('MS-06 is the whole value of x-api-key, without a scheme (%s)', async (_, url, denied) => {
    const { value } = await newKey();
    expect((await call(url, value)).status).toBe(200);
    expect((await exchange(url, { path: '/hello', headers: [['X-API-KEY', value]] })).status).toBe(200);
    expect((await call(url, `Bearer ${value}`)).status).toBe(denied);
    const byAuthorization = { path: '/hello', headers: [['Authorization', `Bearer ${value}`]] } as const;
    expect((await exchange(url, byAuthorization)).status).toBe(denied);
  });

  it('MS-07 is invalidated by deleting it', async () => {
    const { id, value } = await newKey();
    expect((await call(sampleGuardUrl, value)).status).toBe(200);
    expect(await deleteKey(id)).toMatchObject({ status: 'deleted' });
    expect((await call(sampleGuardUrl, value)).status).toBe(401);
  });

  it.each(APIS)('MS-08 is denied on every call after the deletion (%s)', async (_, url, denied) => {
    const { id, value } = await newKey();
    expect((await call(url, value)).status).toBe(200);
    await deleteKey(id);
    const answers = await inParallel(8, 4, () => call(url, value));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => denied));
  });
});

describe('requests and sessions of a deleted key', () => {
  it.each([
    ['REST', sampleRestUrl],
    ['guarded', sampleGuardUrl],
  ])('MS-09 runs on to its end after the deletion (%s)', async (_, url) => {
    const { id, value } = await newKey();
    expect((await call(url, value)).status).toBe(200);
    let ended = false;
    const running = call(url, value, { path: '/slow' }).finally(() => {
      ended = true;
    });
    // After this many responses the slow request is authorized. If it was not, the deletion below would deny it.
    for (let others = 0; others < 5; others += 1) expect((await call(url, value)).status).toBe(200);
    await deleteKey(id);
    expect((await call(url, value)).status).toBe(401);
    expect(ended).toBe(false);
    expect((await running).status).toBe(200);
  });

  it.each(APIS)('MS-10 a session stays valid after the deletion of its key (%s)', async (_, url, denied) => {
    const { id, value } = await newKey();
    const session = await newSession(value);
    await deleteKey(id);
    const answer = await call(url, session.value);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      keyId: id,
      session: { id: session.id, user: 'embedded-user-7' },
    });
    expect((await call(url, value)).status).toBe(denied);
  });

  it('MS-10 a session ends with a compromised key, with a key that ends its sessions, or at its own expiry', async () => {
    const compromised = await newKey();
    const ending = await newKey({ endSessionsWithKey: true });
    const kept = await newKey();
    const sessions = await Promise.all([compromised, ending, kept].map(({ value }) => newSession(value)));
    await product.revoke(tenant, compromised.id, 'compromised');
    await deleteKey(ending.id);
    const end = { method: 'DELETE', path: `/api/v1/sessions/${sessions[2]?.id}` };
    expect((await call(apiPlainUrl, kept.value, end)).status).toBe(204);
    for (const session of sessions) expect((await call(sampleGuardUrl, session.value)).status).toBe(401);
    expect((await call(sampleGuardUrl, kept.value)).status).toBe(200);
  });
});

it.each([
  ['app-admin', 201],
  ['developer', 403],
  ['auditor', 403],
] as const)(
  'MS-11 keys are managed by administrators: creation by an %s answers %i',
  async (role, status) => {
    const person = await invitedPerson(product, tenant, role);
    const keys = `/console/v1/tenants/${tenant}/keys`;
    const { id } = await newKey();
    expect((await person.call('POST', keys, { owner: 'app', permissions: ['read'] })).status).toBe(status);
    expect((await person.call('POST', `${keys}/${id}/revoke`)).status).toBe(status === 201 ? 200 : 403);
    expect((await person.call('GET', keys)).status).toBe(200);
  },
);
