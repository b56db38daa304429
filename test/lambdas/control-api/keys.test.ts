import { beforeEach, expect, it } from 'vitest';
import { KEY_DEFAULTS } from '../../../scripts/samples/defaults.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { ADMIN_ARN } from '../../support/http-api-event.ts';
import { createTenantWithOwners } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

const acme = { tenant: 'acme' };
let api: ReturnType<typeof createAdminApi>;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
});

it('issues a key with safe defaults and an accepted value', async () => {
  const { value, ...view } = await api.done('createKey', { params: acme, json: { owner: 'app' } });
  expect(view).toEqual({
    id: expect.any(String),
    tenant: 'acme',
    owner: 'app',
    boundBy: 'owner',
    name: null,
    environment: 'live',
    permissions: ['read'],
    status: 'active',
    createdAt: '2027-01-31T12:00:00.000Z',
    createdBy: ADMIN_ARN,
    expiresAt: null,
    metadata: {},
    hint: `pst_live_${view.id}…`,
    ...KEY_DEFAULTS,
    version: 1,
  });
  expect(await outcomeOf(api.deps, value)).toBe('allowed');
});

it('returns no last use in responses to updates, which do not read it', async () => {
  const { id } = await api.done('createKey', { params: acme, json: { owner: 'app' } });
  const params = { ...acme, key: id };
  for (const operation of ['disableKey', 'enableKey', 'deleteKey', 'restoreKey', 'revokeKey'] as const) {
    expect(await api.done(operation, { params }), operation).not.toHaveProperty('lastUsedAt');
  }
});

it('issues a key with all requested settings', async () => {
  const json = {
    owner: 'boss',
    boundBy: 'none',
    name: 'nightly',
    environment: 'test',
    permissions: ['read', 'orders:*'],
    expiresAt: '2027-12-31T23:59:59.999Z',
    metadata: { plan: { name: 'gold', seats: [1, 2.5, null, true] } },
  };
  expect(await api.done('createKey', { params: acme, json })).toMatchObject(json);
});

it('finds a key by its ID in any tenant', async () => {
  const { value, ...view } = await api.done('createKey', { params: acme, json: { owner: 'app' } });
  expect(await api.done('findKey', { params: { key: view.id } })).toEqual({
    ...view,
    lastUsedAt: null,
    successors: [],
    children: [],
  });
  expect(await api.rejected('findKey', { params: { key: 'missing' } })).toMatchObject({ code: 'not-found' });
});

it('returns a value only in the response that issues it', async () => {
  const { value, ...view } = await api.done('createKey', { params: acme, json: { owner: 'app' } });
  const params = { ...acme, key: view.id };
  expect(await api.done('showKey', { params })).toEqual({
    ...view,
    lastUsedAt: null,
    successors: [],
    children: [],
  });
  expect(await api.done('listKeys', { params: acme })).toEqual({
    items: [{ ...view, lastUsedAt: null }],
    next: null,
  });
  const answers = [
    await api.call('showKey', { params }),
    await api.call('listKeys', { params: acme }),
    await api.call('updateKey', { params, json: { name: 'x' } }),
    await api.call('disableKey', { params }),
    await api.call('enableKey', { params }),
    await api.call('verify', { params: acme, json: { value } }),
    await api.call('revokeKey', { params }),
  ];
  const secret = api.deps.codecs.key.parse(value)?.secret ?? '';
  const digest = (await api.store.readKey(view.id))?.credentials[0]?.digest;
  expect(digest).toBeUndefined();
  for (const { body } of answers) {
    expect(body).not.toContain(secret);
    expect(body).not.toMatch(/[0-9a-f]{64}/);
    expect(body).not.toContain('credentials');
  }
});

it.each([
  ['an unknown owner', { owner: 'nobody' }, 404, 'not-found'],
  ['permissions beyond the role', { owner: 'dev', permissions: ['delete'] }, 422, 'exceeds-role'],
  [
    'an expiry in the past',
    { owner: 'app', expiresAt: '2027-01-31T11:59:59.999Z' },
    422,
    'expiry-not-in-future',
  ],
  ['an expiry now', { owner: 'app', expiresAt: '2027-01-31T12:00:00.000Z' }, 422, 'expiry-not-in-future'],
  [
    'an expiry in the year 0',
    { owner: 'app', expiresAt: '0000-01-01T00:00:00.000Z' },
    422,
    'expiry-not-in-future',
  ],
  ['an environment without a marker', { owner: 'app', environment: 'staging' }, 422, 'unknown-environment'],
])('rejects a key with %s and writes nothing', async (_, json, status, code) => {
  const before = api.store.dump();
  expect(await api.rejected('createKey', { params: acme, json })).toMatchObject({ status, code });
  expect(api.store.dump()).toBe(before);
});

it('names the permissions that exceed the role and the available environments', async () => {
  const beyond = { owner: 'dev', permissions: ['read', 'delete', 'orders:delete'] };
  expect(await api.rejected('createKey', { params: acme, json: beyond })).toMatchObject({
    detail: 'Permissions that exceed the role: delete, orders:delete.',
  });
  expect(
    await api.rejected('createKey', { params: acme, json: { owner: 'app', environment: 'staging' } }),
  ).toMatchObject({ detail: 'Allowed: live, test.' });
});

it('does not issue a replacement of a revoked key, and names its derived keys and the next step', async () => {
  const { id } = await api.done('createKey', { params: acme, json: { owner: 'app' } });
  const params = { ...acme, key: id };
  const successor = await api.done('replaceKey', { params, json: {} });
  expect(await api.rejected('replaceKey', { params, json: {} })).toMatchObject({
    ...{ status: 409, code: 'key-revoked' },
    detail: expect.stringContaining(`Its successors are: ${successor.id}.`),
  });

  await api.done('revokeKey', { params: { ...acme, key: successor.id } });
  expect(
    await api.rejected('replaceKey', { params: { ...acme, key: successor.id }, json: {} }),
  ).toMatchObject({
    code: 'key-revoked',
    detail: expect.stringContaining('renew it'),
  });
});

it('issues no key to a deactivated owner', async () => {
  await api.done('deactivateOwner', { params: { ...acme, owner: 'app' } });
  expect(await api.rejected('createKey', { params: acme, json: { owner: 'app' } })).toMatchObject({
    status: 409,
    code: 'owner-deactivated',
  });
});

it('updates only the named fields, and removes an expiry or a name by null', async () => {
  const json = { owner: 'app', name: 'CI', expiresAt: '2027-12-31T00:00:00.000Z', metadata: { a: 1 } };
  const { value, ...view } = await api.done('createKey', { params: acme, json });
  const params = { ...acme, key: view.id };
  expect(await api.done('updateKey', { params, json: { metadata: { b: 2 } } })).toEqual({
    ...view,
    metadata: { b: 2 },
    version: 2,
  });
  expect(await api.done('updateKey', { params, json: { name: null, expiresAt: null } })).toEqual({
    ...view,
    name: null,
    expiresAt: null,
    metadata: { b: 2 },
    version: 3,
  });
});

it('supports every status change until the final revocation', async () => {
  const { value, id } = await api.done('createKey', { params: acme, json: { owner: 'app' } });
  const params = { ...acme, key: id };
  expect(await api.done('disableKey', { params })).toMatchObject({ status: 'disabled' });
  expect(await outcomeOf(api.deps, value)).toBe('disabled');
  expect(await api.done('enableKey', { params })).toMatchObject({ status: 'active' });
  expect(await api.done('revokeKey', { params, json: { reason: 'superseded' } })).toMatchObject({
    status: 'revoked',
    revocation: { at: '2027-01-31T12:00:00.000Z', by: ADMIN_ARN, reason: 'superseded' },
  });
  expect(await outcomeOf(api.deps, value)).toBe('revoked');
  for (const operation of ['disableKey', 'enableKey'] as const) {
    expect(await api.rejected(operation, { params })).toMatchObject({ status: 409, code: 'key-revoked' });
  }
  expect(await api.rejected('updateKey', { params, json: { name: 'x' } })).toMatchObject({
    code: 'key-revoked',
  });
  expect(await api.done('revokeKey', { params, json: { reason: 'compromised' } })).toMatchObject({
    revocation: { reason: 'compromised' },
  });
});

it.each([{}, { json: {} }])('revokes a key without a body: %o', async (call) => {
  const { id } = await api.done('createKey', { params: acme, json: { owner: 'app' } });
  expect(await api.done('revokeKey', { params: { ...acme, key: id }, ...call })).toMatchObject({
    revocation: { reason: 'unspecified' },
  });
});

it('lists keys newest first', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    api.clock.nowMs += 1000;
    ids.unshift((await api.done('createKey', { params: acme, json: { owner: 'app' } })).id);
  }
  const page = await api.done('listKeys', { params: acme, query: 'limit=2' });
  expect(page.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  const rest = await api.done('listKeys', { params: acme, query: `limit=2&cursor=${page.next}` });
  expect(rest).toMatchObject({ items: [{ id: ids[2] }], next: null });
});

it('returns not-found for the keys of an unknown tenant', async () => {
  expect(await api.rejected('listKeys', { params: { tenant: 'beta' } })).toMatchObject({ code: 'not-found' });
});
