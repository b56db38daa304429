import { beforeEach, expect, it } from 'vitest';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { createSession } from '../../../lib/core/sessions/create.ts';
import { eventOf, NOON } from '../../support/entities.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

const acme = { tenant: 'acme' };
let api: ReturnType<typeof createAdminApi>;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
  await createTenantWithOwners(api.deps, 'beta');
});

function verify(value: string, permission?: string, tenant = 'acme') {
  return api.done('verify', { params: { tenant }, json: { value, permission } });
}

it('an accepted value is told with its key and what it may do', async () => {
  const { key, value } = await issue(api.deps, { owner: 'dev', permissions: ['read', 'write'] });
  expect(await verify(value)).toMatchObject({
    outcome: 'allowed',
    key: { id: key.id, owner: 'dev' },
    permissions: ['read', 'write'],
  });
  expect(await verify(value, 'write')).toMatchObject({ outcome: 'allowed' });
  expect(await verify(value, 'delete')).toMatchObject({
    outcome: 'insufficient-permission',
    key: { id: key.id },
    permissions: null,
  });
});

it('an allowed key whose owner lost every permission on it is told as allowed to do nothing', async () => {
  const { value, key } = await issue(api.deps, { owner: 'boss', permissions: ['delete'] });
  const owner = await api.store.readOwner('acme', 'boss');
  if (!owner) throw new Error('the owner was just made');
  const change = { kind: 'update-owner', owner: { ...owner, role: 'auditor', version: 2 } } as const;
  await api.store.commit(change, eventOf('acme'));
  expect(await verify(value)).toMatchObject({ outcome: 'allowed', key: { id: key.id }, permissions: [] });
});

it('the reason is told to whoever holds the value', async () => {
  const keys = {
    disabled: await issue(api.deps),
    expired: await issue(api.deps, { expiresAtMs: NOON + 1 }),
    'owner-deactivated': await issue(api.deps, { owner: 'dev' }),
  };
  await api.done('disableKey', { params: { ...acme, key: keys.disabled.key.id } });
  await api.done('deactivateOwner', { params: { ...acme, owner: 'dev' } });
  api.clock.nowMs += 1;
  for (const [outcome, { key, value }] of Object.entries(keys)) {
    expect(await verify(value)).toMatchObject({ outcome, key: { id: key.id }, permissions: null });
  }
});

it('a session is decided on, too, and told with the key that it was made with', async () => {
  api = createAdminApi(mindset);
  await createTenantWithOwners(api.deps);
  await createTenantWithOwners(api.deps, 'beta');
  const { key } = await issue(api.deps);
  const input = { key: { ...key, generation: 1 }, needed: 'read', user: 'visitor-1', permissions: ['read'] };
  const created = await createSession(api.deps, ADA, input);
  if (created.outcome !== 'created') throw new Error(`expected a session, got ${created.outcome}`);
  const { session, value } = created;

  expect(await verify(value)).toMatchObject({
    outcome: 'allowed',
    key: { id: key.id },
    permissions: ['read'],
  });
  expect(await verify(value, 'write')).toMatchObject({ outcome: 'insufficient-permission' });
  expect(await verify(value, 'read', 'beta')).toEqual({ outcome: 'unknown', key: null, permissions: null });

  await api.done('endKeySession', { params: { ...acme, key: key.id, session: session.id } });
  expect(await verify(value)).toMatchObject({
    outcome: 'session-ended',
    key: { id: key.id },
    permissions: null,
  });
});

it.each(['', 'x', 'pst_live_', ' ', 'Bearer pst_live_x', 'x'.repeat(4096), 'é', '\u0000'])(
  'what can not be a value is told so, without a read of any key: %j',
  async (value) => {
    expect(await verify(value)).toEqual({ outcome: 'unrecognized-credential', key: null, permissions: null });
  },
);

it('a key is shown to nobody who has not its secret', async () => {
  const { key } = await issue(api.deps);
  const value = api.deps.codecs.key.compose({ environment: 'live', keyId: key.id, secret: 'x'.repeat(24) });
  expect(await verify(value)).toEqual({ outcome: 'unknown', key: null, permissions: null });
});

it('a revoked value is told as revoked, without its key: there is no secret left to check', async () => {
  const { key, value } = await issue(api.deps);
  await api.done('revokeKey', { params: { ...acme, key: key.id } });
  expect(await verify(value)).toEqual({ outcome: 'revoked', key: null, permissions: null });
});

it.each(['as issued', 'disabled', 'revoked'])(
  'a value of another tenant is answered exactly as one that never was: %s',
  async (state) => {
    const { key, value } = await issue(api.deps);
    const params = { ...acme, key: key.id };
    if (state === 'disabled') await api.done('disableKey', { params });
    if (state === 'revoked') await api.done('revokeKey', { params });
    const never = api.deps.codecs.key.compose({
      environment: 'live',
      keyId: 'neverNever12',
      secret: 'x'.repeat(24),
    });
    const [foreign, unknown] = [value, never].map((each) =>
      api.call('verify', { params: { tenant: 'beta' }, json: { value: each } }),
    );
    expect(await foreign).toEqual(await unknown);
    expect(JSON.parse((await unknown)?.body ?? '')).toEqual({
      outcome: 'unknown',
      key: null,
      permissions: null,
    });
  },
);

it('verifying writes nothing and says nothing of the value where it fails', async () => {
  const { value } = await issue(api.deps);
  const before = api.store.dump();
  await verify(value);
  expect(api.store.dump()).toBe(before);
  api.faults.beforeRead = () => {
    throw new Error(`no item for ${value}`);
  };
  const reply = await api.call('verify', { params: acme, json: { value } });
  expect(reply.statusCode).toBe(500);
  const secret = api.deps.codecs.key.parse(value)?.secret ?? '';
  expect(api.logged).toHaveLength(1);
  expect(api.logged.join() + reply.body).not.toContain(secret);
});

it('a value is verified in a tenant that is there', async () => {
  const json = { value: 'x' };
  expect(await api.refused('verify', { params: { tenant: 'gamma' }, json })).toMatchObject({
    code: 'not-found',
  });
});
