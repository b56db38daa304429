import { beforeEach, describe, expect, it } from 'vitest';
import { deactivateOwner } from '../../../../lib/core/owners/deactivate.ts';
import { ROLES } from '../../../../lib/core/owners/owner.ts';
import { updateOwner } from '../../../../lib/core/owners/update.ts';
import { UnavailableError } from '../../../../lib/core/store.ts';
import { quota } from '../../../support/limits.ts';
import { ADA, issue } from '../../../support/sample-tenant.ts';
import { consoleOperations, createConsoleApi } from './console-api.ts';

const acme = { tenant: 'acme' };
let api: Awaited<ReturnType<typeof createConsoleApi>>;

beforeEach(async () => {
  api = await createConsoleApi();
});

const parsed = ({ statusCode, body }: { statusCode: number; body: string }) => ({
  statusCode,
  ...JSON.parse(body),
});

const FEATURES = { usage: true, rotation: true, alarms: true, auditChain: true };

describe('a signed-in user', () => {
  it.each(ROLES)('can read their memberships and roles: %s', async (role) => {
    expect(parsed(await api.me({ as: `${role}@acme` }))).toEqual({
      statusCode: 200,
      email: `${role}@acme.example`,
      memberships: [
        {
          tenant: 'acme',
          tenantName: null,
          owner: role,
          name: null,
          role,
          operations: expect.any(Array),
          managedKeys: { 'app-admin': 'all', developer: 'own-keys', auditor: 'nothing' }[role],
          permissionActions: { 'app-admin': null, developer: ['read', 'write'], auditor: ['read'] }[role],
        },
      ],
      features: FEATURES,
    });
  });

  it.each(ROLES)('is denied every operation that their role does not allow: %s', async (role) => {
    const [{ operations }] = parsed(await api.me({ as: `${role}@acme` })).memberships;
    expect(operations).toContain('showTenant');
    expect(operations.includes('createKey')).toBe(role !== 'auditor');
    expect(operations.includes('createOwner')).toBe(role === 'app-admin');
    for (const operation of consoleOperations) {
      const params = { ...acme, owner: 'none', key: 'none', session: 'none' };
      const { body } = await api.call(operation, { as: `${role}@acme`, params });
      const isDenied = JSON.parse(body).detail?.startsWith('Your role in this tenant is') ?? false;
      if (isDenied) expect(operations, operation).not.toContain(operation);
    }
  });

  it('can read that the token lowers their role', async () => {
    const claims = { 'cognito:groups': '[staff auditor]' };
    expect(parsed(await api.me({ as: 'app-admin@acme', claims })).memberships).toMatchObject([
      { owner: 'app-admin', role: 'auditor' },
    ]);
  });

  it('without an invitation gets an empty list of memberships', async () => {
    api.emails.set('eve', 'eve@example.com');
    const features = FEATURES;
    const answer = parsed(await api.me({ as: 'eve' }));
    expect(answer).toEqual({ statusCode: 200, email: 'eve@example.com', memberships: [], features });
    expect(parsed(await api.me({ as: 'mallory' }))).toEqual({ statusCode: 200, memberships: [], features });
  });

  it('is bound at the first call and then identified only by their subject', async () => {
    const call = () => api.call('listKeys', { as: 'developer@acme', params: acme });
    expect(await call()).toMatchObject({ statusCode: 200 });
    expect(await api.store.readOwner('acme', 'developer')).toMatchObject({
      identity: { issuer: 'https://id.example', subject: 'developer@acme' },
    });
    api.emails.clear();
    api.userInfoRequests.splice(0);
    expect(await call()).toMatchObject({ statusCode: 200 });
    expect(api.userInfoRequests).toEqual([]);
  });

  it('is identified by an address in the token without a userinfo request', async () => {
    api.emails.clear();
    const claims = { email: 'Developer@Acme.example', email_verified: 'true' };
    expect(await api.call('listKeys', { as: 'dev-1', params: acme, claims })).toMatchObject({
      statusCode: 200,
    });
    expect(api.userInfoRequests).toEqual([]);
  });

  it.each([
    ['eve@example.com', 'true'],
    ['developer@acme.example', 'false'],
  ])('is not matched by an unowned address: %s, verified %s', async (email, email_verified) => {
    const claims = { email, email_verified };
    expect(await api.call('listKeys', { as: 'eve', params: acme, claims })).toMatchObject({
      statusCode: 404,
    });
  });

  it('causes one userinfo request for each call', async () => {
    await api.me({ as: 'developer@acme' });
    expect(api.userInfoRequests).toEqual(['developer@acme']);
  });

  it('has no membership after the deactivation', async () => {
    const call = () => api.call('listKeys', { as: 'developer@acme', params: acme });
    await call();
    await deactivateOwner(api.deps, ADA, { tenant: 'acme', id: 'developer' });
    expect(await call()).toMatchObject({ statusCode: 404 });
    expect(parsed(await api.me({ as: 'developer@acme' })).memberships).toEqual([]);
  });
});

describe('the permissions of a user', () => {
  it('follow a role change at the next call', async () => {
    const create = () =>
      api.call('createKey', { as: 'developer@acme', params: acme, json: { owner: 'developer' } });
    expect(await create()).toMatchObject({ statusCode: 201 });
    await updateOwner(api.deps, ADA, { tenant: 'acme', id: 'developer' }, { role: 'auditor' });
    expect(await create()).toMatchObject({ statusCode: 403 });
  });

  it('are lowered by the token and never raised', async () => {
    const create = (as: string, groups: string) =>
      api.call('createKey', {
        as,
        params: acme,
        json: { owner: 'app' },
        claims: { 'cognito:groups': groups },
      });
    expect(await create('app-admin@acme', '[app-admin]')).toMatchObject({ statusCode: 201 });
    expect(await create('app-admin@acme', '[developer]')).toMatchObject({ statusCode: 403 });
    expect(await create('auditor@acme', '[app-admin]')).toMatchObject({ statusCode: 403 });
    expect(await create('app-admin@acme', '[another group]')).toMatchObject({ statusCode: 201 });
  });

  it('limit the permissions that the user grants, also if the token lowers the role (MB-08)', async () => {
    const json = { owner: 'app-admin', permissions: ['delete'] };
    const as = 'app-admin@acme';
    const claims = { 'cognito:groups': '[developer]' };
    const lowered = await api.call('createKey', { as, params: acme, json, claims });
    expect(parsed(lowered)).toMatchObject({ statusCode: 422, code: 'exceeds-role' });
    expect(await api.call('createKey', { as, params: acme, json })).toMatchObject({ statusCode: 201 });
  });

  it('do not include unbound keys, which outlive the deactivation of a developer', async () => {
    const as = 'developer@acme';
    const json = { owner: 'developer', boundBy: 'none' };
    expect(await api.call('createKey', { as, params: acme, json })).toMatchObject({ statusCode: 403 });
    const { key } = await issue(api.deps, { owner: 'developer', boundBy: 'none' });
    const params = { ...acme, key: key.id };
    for (const operation of ['renewKey', 'replaceKey', 'enableKey'] as const) {
      const body = operation === 'enableKey' ? {} : { json: {} };
      expect(await api.call(operation, { as, params, ...body })).toMatchObject({ statusCode: 403 });
    }
  });

  it('do not include the limits of keys for a developer, who can set addresses', async () => {
    const as = 'developer@acme';
    const { key } = await issue(api.deps, { owner: 'developer', limits: [quota({ max: 1 })] });
    const params = { ...acme, key: key.id };
    const limits = [quota({ max: 1_000_000 })];
    for (const json of [{ limits }, { limits: [] }, { name: 'CI', limits: [quota({ max: 1 })] }]) {
      expect(parsed(await api.call('updateKey', { as, params, json }))).toMatchObject({
        statusCode: 403,
        code: 'forbidden',
        detail: 'The role developer does not set limits of keys. Ask an app-admin of the tenant to set them.',
      });
    }
    expect(await api.store.readKey(key.id)).toEqual(key);
    const create = (json: object) =>
      api.call('createKey', { as, params: acme, json: { owner: 'developer', ...json } });
    expect(await create({ limits })).toMatchObject({ statusCode: 403 });
    const managed = { as, params: acme, json: { owner: 'developer', limits } };
    expect(await api.call('manageKey', managed)).toMatchObject({ statusCode: 403 });
    expect(await create({ limits: [] })).toMatchObject({ statusCode: 201 });
    expect(await create({})).toMatchObject({ statusCode: 201 });
    const json = { allowedAddresses: ['192.0.2.0/24'] };
    expect(await api.call('updateKey', { as, params, json })).toMatchObject({ statusCode: 200 });
    const byAdmin = { as: 'app-admin@acme', params, json: { limits } };
    expect(parsed(await api.call('updateKey', byAdmin))).toMatchObject({ statusCode: 200, limits });
  });

  it('are used under the identity of the user in the audit trail and on the key', async () => {
    const json = { owner: 'developer' };
    const created = parsed(await api.call('createKey', { as: 'developer@acme', params: acme, json }));
    expect(created).toMatchObject({ createdBy: 'person:acme/developer' });
    expect(api.store.events.at(-1)).toMatchObject({
      action: 'key.issued',
      caller: { id: 'person:acme/developer', sourceAddress: '203.0.113.7' },
    });
  });
});

describe('a failed console call', () => {
  it('is rejected without a valid console token before any other check', async () => {
    for (const claims of [{ token_use: 'id' }, { scope: 'openid' }, { iss: 'https://other.example' }]) {
      const rejected = await api.call('createKey', { as: 'app-admin@acme', claims, params: acme, json: [] });
      expect(parsed(rejected)).toMatchObject({ statusCode: 401, code: 'unauthorized' });
      expect(await api.me({ as: 'app-admin@acme', claims })).toMatchObject({ statusCode: 401 });
    }
    expect(api.userInfoRequests).toEqual([]);
  });

  it('returns 503 and writes nothing while the table does not respond', async () => {
    api.faults.beforeRead = () => {
      throw new UnavailableError('no response');
    };
    const before = api.store.dump();
    for (const operation of ['listKeys', 'showTenant'] as const) {
      expect(await api.call(operation, { as: 'app-admin@acme', params: acme })).toMatchObject({
        statusCode: 503,
        headers: { 'Retry-After': '1' },
      });
    }
    expect(await api.me({ as: 'app-admin@acme' })).toMatchObject({ statusCode: 503 });
    expect(api.store.dump()).toBe(before);
  });

  it('returns 503 while a required issuer does not respond, and serves bound users', async () => {
    await api.call('listKeys', { as: 'developer@acme', params: acme });
    api.issuer.isAvailable = false;
    for (const answer of [
      await api.call('listKeys', { as: 'auditor@acme', params: acme }),
      await api.me({ as: 'auditor@acme' }),
    ]) {
      expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
    }
    expect(await api.call('listKeys', { as: 'developer@acme', params: acme })).toMatchObject({
      statusCode: 200,
    });
  });
});
