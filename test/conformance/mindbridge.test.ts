import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { inParallel } from '../e2e/support/in-parallel.ts';
import { exchange } from './support/exchange.ts';
import { invitedPerson, stranger } from './support/person.ts';
import { callAs, documented, productOf } from './support/product.ts';

const product = productOf('mindbridge');
const { sampleRestUrl, sampleHttpUrl, sampleGuardUrl } = product;

const UNAUTHORIZED = {
  status: 401,
  type: 'application/problem+json',
  body: '{"type":"about:blank","title":"Unauthorized","status":401,"code":"unauthorized"}',
};
const FORBIDDEN = {
  status: 403,
  type: 'application/problem+json',
  body: '{"type":"about:blank","title":"Forbidden","status":403,"code":"insufficient-permission"}',
};
const APIS = [
  ['REST', sampleRestUrl],
  ['guarded', sampleGuardUrl],
] as const;
const PERMISSION_OF = { GET: 'read', POST: 'write', DELETE: 'delete' } as const;

/** More at once than this and the emulator starts more functions than two cores can run. */
const WIDTH = 4;

let tenant: string;

beforeAll(async () => {
  tenant = await product.newTenant({ id: 'ann', kind: 'person', role: 'app-admin' });
});

function newToken(body: { name?: string; permissions?: string[]; owner?: string } = {}) {
  return product.newKey(tenant, { owner: 'ann', ...body });
}

async function statusOf(value: string, method = 'GET', url = sampleGuardUrl): Promise<number> {
  return (await callAs(url, `Bearer ${value}`, { path: '/hello', method })).status;
}

describe('a token', () => {
  it('MB-03 is a bearer token', async () => {
    const { value } = await newToken();
    expect(await statusOf(value)).toBe(200);
    for (const url of [sampleRestUrl, sampleGuardUrl]) {
      expect(documented(await callAs(url, value, { path: '/hello' }))).toEqual(UNAUTHORIZED);
      const byHeader = await exchange(url, { path: '/hello', headers: [['X-Api-Key', value]] });
      expect(documented(byHeader)).toEqual(UNAUTHORIZED);
    }
  });

  it.each(APIS)(
    'MB-04 has exactly the permissions it was issued with: read, write or delete (%s)',
    async (_, url) => {
      for (const [method, permission] of Object.entries(PERMISSION_OF)) {
        const { value } = await newToken({ permissions: [permission] });
        for (const other of Object.keys(PERMISSION_OF)) {
          const answer = await callAs(url, `Bearer ${value}`, { path: '/hello', method: other });
          if (other === method) expect(answer.status).toBe(200);
          else expect(documented(answer)).toEqual(FORBIDDEN);
        }
      }
    },
  );

  it.each(['admin', 'orders:read', 'read:*'])(
    'MB-04 has no other permission: %s is rejected with the allowed ones',
    async (permission) => {
      const rejected = 'Allowed: read, write, delete.';
      await expect(newToken({ permissions: ['read', permission] })).rejects.toMatchObject({
        code: 'unknown-permission',
        detail: rejected,
      });
      const params = { tenant, key: (await newToken()).id };
      await expect(
        product.client.call('updateKey', { params, body: { permissions: [permission] } }),
      ).rejects.toMatchObject({ code: 'unknown-permission', detail: rejected });
    },
  );

  it('MB-05 can be deleted at any time, and the next request is denied', async () => {
    const { id, value } = await newToken();
    await product.client.call('disableKey', { params: { tenant, key: id } });
    expect(await product.client.call('deleteKey', { params: { tenant, key: id } })).toMatchObject({
      status: 'deleted',
    });
    expect(await statusOf(value)).toBe(401);
    const another = await newToken();
    expect(await statusOf(another.value)).toBe(200);
    await product.client.call('deleteKey', { params: { tenant, key: another.id } });
    expect(await statusOf(another.value)).toBe(401);
  });

  it('MB-06 is renewed with its settings and another value, and does not change', async () => {
    const old = await newToken({ name: 'Export', permissions: ['read', 'write'] });
    const renewed = await product.client.call('renewKey', { params: { tenant, key: old.id } });
    const { name, permissions, owner, environment, metadata } = old;
    expect(renewed).toMatchObject({ name, permissions, owner, environment, metadata });
    expect(renewed.value).not.toBe(old.value);
    expect([await statusOf(old.value), await statusOf(renewed.value)]).toEqual([200, 200]);
    expect(renewed.lineage.predecessor).toBe(old.id);
    const { value, ...before } = old;
    const shown = await product.client.call('showKey', { params: { tenant, key: old.id } });
    expect(shown).toMatchObject({ ...before, successors: [renewed.id], children: [] });
  });

  it('MB-08 is limited to the role that its owner has at the time of the request', async () => {
    const bob = { id: 'bob', kind: 'person', role: 'developer' } as const;
    await product.client.call('createOwner', { params: { tenant }, body: bob });
    await expect(newToken({ owner: 'bob', permissions: ['delete'] })).rejects.toThrow(
      'Permissions exceed the role of the owner or caller',
    );
    const { value } = await newToken({ owner: 'bob', permissions: ['read', 'write'] });
    expect(await statusOf(value, 'POST')).toBe(200);
    const params = { tenant, owner: 'bob' };
    await product.client.call('updateOwner', { params, body: { role: 'auditor' } });
    expect([await statusOf(value, 'POST'), await statusOf(value)]).toEqual([403, 200]);
    expect(await statusOf(value, 'POST', sampleRestUrl)).toBe(403);
  });

  it('MB-13 is ended and re-issued in one action if it is compromised', async () => {
    const old = await newToken({ permissions: ['read', 'write'] });
    const fresh = await product.client.call('replaceKey', { params: { tenant, key: old.id } });
    expect(fresh.permissions).toEqual(old.permissions);
    expect(documented(await callAs(sampleRestUrl, `Bearer ${old.value}`, { path: '/hello' }))).toEqual(
      UNAUTHORIZED,
    );
    expect(await statusOf(fresh.value)).toBe(200);
    expect(await product.client.call('showKey', { params: { tenant, key: old.id } })).toMatchObject({
      status: 'revoked',
      revocation: { reason: 'compromised' },
      successors: [fresh.id],
    });
  });
});

describe('customers', () => {
  it('MB-02 manage their tokens: permissions and lifecycle', async () => {
    const admin = await invitedPerson(product, tenant, 'app-admin');
    const keys = `/console/v1/tenants/${tenant}/keys`;
    const created = await admin.call('POST', keys, { owner: admin.id, permissions: ['read'] });
    expect(created.status).toBe(201);
    const { id, value } = z.object({ id: z.string(), value: z.string() }).parse(created.body);
    const step = async (name: string) => (await admin.call('POST', `${keys}/${id}/${name}`)).status;

    expect(await statusOf(value, 'DELETE')).toBe(403);
    const change = { permissions: ['read', 'delete'] };
    expect((await admin.call('PATCH', `${keys}/${id}`, change)).status).toBe(200);
    expect(await statusOf(value, 'DELETE')).toBe(200);
    expect([await step('disable'), await statusOf(value)]).toEqual([200, 401]);
    expect([await step('enable'), await statusOf(value)]).toEqual([200, 200]);
    expect([(await admin.call('DELETE', `${keys}/${id}`)).status, await statusOf(value)]).toEqual([200, 401]);
    expect([await step('restore'), await statusOf(value)]).toEqual([200, 200]);
    expect([await step('revoke'), await statusOf(value)]).toEqual([200, 401]);
  });

  it.each(['developer', 'auditor'] as const)(
    'MB-01 who are no App Admin neither see nor manage tokens: %s',
    async (role) => {
      const person = await invitedPerson(product, tenant, role);
      const keys = `/console/v1/tenants/${tenant}/keys`;
      const { id } = await newToken();
      expect((await person.call('POST', keys, { owner: person.id })).status).toBe(403);
      for (const path of [
        'keys',
        `keys/${id}`,
        `keys/${id}/usage`,
        'access-log',
        'audit',
        'reports/never-used',
      ]) {
        const { status, body } = await person.call('GET', `/console/v1/tenants/${tenant}/${path}`);
        expect(status, path).toBe(403);
        expect(JSON.stringify(body)).not.toContain(id);
      }
    },
  );

  it('MB-09 have access only after an invitation', async () => {
    const guest = await stranger(product);
    const missing = await guest.call('GET', '/console/v1/tenants/no-such-tenant/keys');
    expect(missing.status).toBe(404);
    expect(await guest.call('GET', `/console/v1/tenants/${tenant}/keys`)).toEqual(missing);
    expect((await guest.call('GET', '/console/v1/me')).body).toMatchObject({ memberships: [] });

    const invited = await invitedPerson(product, tenant, 'auditor');
    expect((await invited.call('GET', `/console/v1/tenants/${tenant}/owners`)).status).toBe(200);
    expect((await invited.call('GET', '/console/v1/me')).body).toMatchObject({
      memberships: [{ tenant, owner: invited.id, role: 'auditor' }],
    });
  });
});

describe('a user', () => {
  it('MB-07 loses all tokens in one action when the owner is deactivated', async () => {
    const carl = { id: 'carl', kind: 'person', role: 'developer' } as const;
    await product.client.call('createOwner', { params: { tenant }, body: carl });
    const tokens = await inParallel(20, WIDTH, () => newToken({ owner: 'carl' }));
    const statuses = (url: string) =>
      inParallel(tokens.length, WIDTH, (index) => statusOf(tokens[index]?.value ?? '', 'GET', url));
    expect(await statuses(sampleHttpUrl)).toEqual(tokens.map(() => 200));
    await product.client.call('deactivateOwner', { params: { tenant, owner: 'carl' } });
    expect(await statuses(sampleHttpUrl)).toEqual(tokens.map(() => 403));
    expect(await statuses(sampleRestUrl)).toEqual(tokens.map(() => 401));
    await expect(newToken({ owner: 'carl' })).rejects.toThrow('deactivated');
  });
});

describe('a flood', () => {
  /** Longer than a test, so that no token becomes available again. */
  const limits = [{ name: 'requests', kind: 'rate', requests: 2, perSeconds: 3600 } as const];

  it('MB-10 of one token is limited to its rate, with the time of a retry', async () => {
    const { value } = await product.newKey(tenant, { owner: 'ann', limits });
    const statuses = [];
    for (let sent = 0; sent < 4; sent += 1) statuses.push(await statusOf(value));
    expect(statuses).toEqual([200, 200, 429, 429]);
    const limited = await callAs(sampleGuardUrl, `Bearer ${value}`, { path: '/hello' });
    expect(documented(limited)).toEqual({
      status: 429,
      type: 'application/problem+json',
      body:
        '{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Too Many Requests",' +
        '"status":429,"code":"rate-limited","violated-policies":["requests"]}',
    });
    expect(limited.headers.ratelimit).toMatch(/^"requests";r=0;t=\d+$/);
    const retryAfter = Number(limited.headers['retry-after']);
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(1800);
  });

  it.each([
    ['REST', sampleRestUrl],
    ['HTTP', sampleHttpUrl],
  ])('MB-10 is denied by the authorizer, and not charged to other tokens (%s)', async (_, url) => {
    const [flooding, other] = [
      await product.newKey(tenant, { owner: 'ann', limits }),
      await product.newKey(tenant, { owner: 'ann', limits }),
    ];
    for (const expected of [200, 200, 403]) expect(await statusOf(flooding.value, 'GET', url)).toBe(expected);
    expect(await statusOf(other.value, 'GET', url)).toBe(200);
  });
});
