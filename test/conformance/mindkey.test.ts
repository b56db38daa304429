import { beforeAll, describe, expect, it, vi } from 'vitest';
import { exchange } from './support/exchange.ts';
import { invitedPerson } from './support/person.ts';
import { callAs, documented, productOf } from './support/product.ts';

const product = productOf('mindkey');
const { apiPlainUrl, sampleRestUrl, sampleHttpUrl, sampleGuardUrl } = product;

const MS_PER_DAY = 86_400_000;
const UNAUTHORIZED = {
  status: 401,
  type: 'application/problem+json',
  body: '{"type":"about:blank","title":"Unauthorized","status":401,"code":"unauthorized"}',
};

let tenant: string;

beforeAll(async () => {
  tenant = await product.newTenant({ id: 'connector', kind: 'application' });
});

function newKey(body: { name?: string; permissions?: string[]; expiresAt?: string | null } = {}) {
  return product.newKey(tenant, { owner: 'connector', ...body });
}

function ping(value: string) {
  return callAs(apiPlainUrl, `ApiKey-v2 ${value}`, { path: '/ping' });
}

describe('a key', () => {
  it('MK-02 takes a name and scopes', async () => {
    const permissions = ['cases:read', 'cases:write'];
    const { id } = await newKey({ name: 'ERP connector', permissions });
    const shown = await product.client.call('showKey', { params: { tenant, key: id } });
    expect(shown).toMatchObject({ name: 'ERP connector', permissions });
  });

  it('MK-03 cannot be retrieved after its generation', async () => {
    const { id, value, hint } = await newKey();
    const shown = await product.client.call('showKey', { params: { tenant, key: id } });
    const listed = await product.client.call('listKeys', { params: { tenant } });
    const secret = value.slice(hint.length - 1);
    for (const answer of [shown, listed]) expect(JSON.stringify(answer)).not.toContain(secret);
  });

  it('MK-04 expires 365 days after its creation, to the millisecond, and never later', async () => {
    const { createdAt, expiresAt } = await newKey();
    expect(Date.parse(expiresAt ?? '') - Date.parse(createdAt)).toBe(365 * MS_PER_DAY);
    const later = new Date(Date.now() + 366 * MS_PER_DAY).toISOString();
    await expect(newKey({ expiresAt: later })).rejects.toThrow('Expiry exceeds the maximum key lifetime');
    await expect(newKey({ expiresAt: null })).rejects.toThrow('Expiry exceeds the maximum key lifetime');
  });

  it("MK-04 has the lifetime of its tenant's policy if that is shorter", async () => {
    const strict = await product.newTenant({ id: 'connector', kind: 'application' });
    await product.client.call('updateTenant', {
      params: { tenant: strict },
      body: { maxKeyLifetimeDays: 30 },
    });
    const { createdAt, expiresAt } = await product.newKey(strict, { owner: 'connector' });
    expect(Date.parse(expiresAt ?? '') - Date.parse(createdAt)).toBe(30 * MS_PER_DAY);
  });

  it.each([
    ['REST', sampleRestUrl, 401],
    ['HTTP', sampleHttpUrl, 403],
    ['guarded', sampleGuardUrl, 401],
  ])('MK-05 is presented as Authorization: ApiKey-v2, and in no other way (%s)', async (_, url, denied) => {
    const { value } = await newKey();
    const statusOf = async (authorization: string) =>
      (await callAs(url, authorization, { path: '/hello' })).status;
    expect(await statusOf(`ApiKey-v2 ${value}`)).toBe(200);
    expect(await statusOf(`apikey-V2 ${value}`)).toBe(200);
    for (const other of [`Bearer ${value}`, `ApiKey ${value}`, `ApiKey-v1 ${value}`, value]) {
      expect(await statusOf(other)).toBe(denied);
    }
  });

  it('MK-06 is probed with GET /ping', async () => {
    const { id, value } = await newKey();
    const answer = await ping(value);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ status: 'ok', tenant, keyId: id });
    expect(documented(await exchange(apiPlainUrl, { path: '/ping' }))).toEqual(UNAUTHORIZED);
  });

  it('MK-07 is denied from the instant of its expiry, without a grace period', async () => {
    const expiresAtMs = Date.now() + 1_500;
    const { value } = await newKey({ expiresAt: new Date(expiresAtMs).toISOString() });
    expect((await ping(value)).status).toBe(200);
    await vi.waitUntil(() => Date.now() >= expiresAtMs, { timeout: 10_000, interval: 5 });
    expect(documented(await ping(value))).toEqual(UNAUTHORIZED);
    const rest = await callAs(sampleRestUrl, `ApiKey-v2 ${value}`, { path: '/hello' });
    expect(documented(rest)).toEqual(UNAUTHORIZED);
  });

  it('MK-08 is replaced by a key with the same scopes, and both work until the old one is revoked', async () => {
    const old = await newKey({ permissions: ['cases:read'] });
    const fresh = await product.client.call('renewKey', { params: { tenant, key: old.id } });
    expect(fresh.permissions).toEqual(old.permissions);
    expect((await ping(old.value)).status).toBe(200);
    expect((await ping(fresh.value)).status).toBe(200);
    await product.revoke(tenant, old.id);
    expect(documented(await ping(old.value))).toEqual(UNAUTHORIZED);
    expect((await ping(fresh.value)).status).toBe(200);
  });

  it('MK-13 shows when it expires', async () => {
    const { id, expiresAt } = await newKey();
    const { items } = await product.client.call('listKeys', { params: { tenant } });
    expect(items.find((each) => each.id === id)?.expiresAt).toBe(expiresAt);
  });
});

it.each([
  ['app-admin', 201],
  ['developer', 403],
  ['auditor', 403],
] as const)(
  'MK-14 keys are managed by administrators: creation by an %s answers %i',
  async (role, status) => {
    const person = await invitedPerson(product, tenant, role);
    const keys = `/console/v1/tenants/${tenant}/keys`;
    const { id } = await newKey();
    expect((await person.call('POST', keys, { owner: 'connector', permissions: ['read'] })).status).toBe(
      status,
    );
    expect((await person.call('POST', `${keys}/${id}/revoke`)).status).toBe(status === 201 ? 200 : 403);
    expect((await person.call('GET', keys)).status).toBe(200);
  },
);
