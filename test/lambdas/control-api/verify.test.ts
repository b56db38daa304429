import { beforeEach, expect, it } from 'vitest';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { createSession } from '../../../lib/core/sessions/create.ts';
import { UnexpectedItemError } from '../../../lib/core/store.ts';
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

it('returns the key and the permissions of an accepted value', async () => {
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

it('returns no permissions for a key whose owner lost all of them', async () => {
  const { value, key } = await issue(api.deps, { owner: 'boss', permissions: ['delete'] });
  const owner = await api.store.readOwner('acme', 'boss');
  if (!owner) throw new Error('the owner was just made');
  const change = { kind: 'update-owner', owner: { ...owner, role: 'auditor', version: 2 } } as const;
  await api.store.commit(change, eventOf('acme'));
  expect(await verify(value)).toMatchObject({ outcome: 'allowed', key: { id: key.id }, permissions: [] });
});

it('returns the reason of a denial for a valid value', async () => {
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

it('verifies a session and returns its key', async () => {
  api = createAdminApi({ profile: mindset });
  await createTenantWithOwners(api.deps);
  await createTenantWithOwners(api.deps, 'beta');
  const { key } = await issue(api.deps);
  const input = {
    key: { ...key, generation: 1 },
    requiredPermission: 'read',
    user: 'visitor-1',
    permissions: ['read'],
  };
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
  'returns unrecognized-credential for an invalid value without a read: %j',
  async (value) => {
    expect(await verify(value)).toEqual({ outcome: 'unrecognized-credential', key: null, permissions: null });
  },
);

it('does not return a key for a wrong secret', async () => {
  const { key } = await issue(api.deps);
  const value = api.deps.codecs.key.compose({ environment: 'live', keyId: key.id, secret: 'x'.repeat(24) });
  expect(await verify(value)).toEqual({ outcome: 'unknown', key: null, permissions: null });
});

it('returns revoked without the key, because the digest is removed', async () => {
  const { key, value } = await issue(api.deps);
  await api.done('revokeKey', { params: { ...acme, key: key.id } });
  expect(await verify(value)).toEqual({ outcome: 'revoked', key: null, permissions: null });
});

it.each(['as issued', 'disabled', 'revoked'])(
  'returns the same for a value of another tenant as for an unknown value: %s',
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

it('writes nothing and does not return the value after a failure', async () => {
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

it('rejects a verification in an unknown tenant', async () => {
  const json = { value: 'x' };
  expect(await api.rejected('verify', { params: { tenant: 'gamma' }, json })).toMatchObject({
    code: 'not-found',
  });
});

function verifyBatch(values: readonly { value: string; permission?: string }[], tenant = 'acme') {
  return api.done('verifyBatch', { params: { tenant }, json: { values } });
}

it('verifies a batch: each value has the decision that it has alone, in the order of the request', async () => {
  const allowed = await issue(api.deps, { permissions: ['read'] });
  const disabled = await issue(api.deps);
  await api.done('disableKey', { params: { ...acme, key: disabled.key.id } });
  const values = [
    { value: allowed.value, permission: 'read' },
    { value: disabled.value },
    { value: 'unrecognized' },
    { value: allowed.value, permission: 'delete' },
  ];
  const alone = [];
  for (const { value, permission } of values) alone.push(await verify(value, permission));
  expect(await verifyBatch(values)).toEqual({ decisions: alone });
  expect(alone.map(({ outcome }) => outcome)).toEqual([
    'allowed',
    'disabled',
    'unrecognized-credential',
    'insufficient-permission',
  ]);
});

it('reads the tenant and the owner of all keys of a batch once', async () => {
  const keys = [];
  for (let issued = 0; issued < 10; issued += 1) keys.push(await issue(api.deps, { owner: 'dev' }));
  let reads = 0;
  api.faults.beforeRead = () => {
    reads += 1;
  };
  await verifyBatch(keys.map(({ value }) => ({ value })));
  const [tenant, owner] = [1, 1];
  expect(reads).toBe(tenant + owner + keys.length);
});

it('reports a key that cannot be decoded as unavailable in a batch, and decides on the other values', async () => {
  const [unreadable, readable] = [await issue(api.deps), await issue(api.deps)];
  let reads = 0;
  api.faults.beforeRead = () => {
    reads += 1;
    // The tenant is read first, then the keys in the order of their values.
    if (reads === 2) throw new UnexpectedItemError('the item has another form');
  };
  const { decisions } = await verifyBatch([unreadable, readable].map(({ value }) => ({ value })));
  expect(decisions).toEqual([
    { outcome: 'unavailable', key: null, permissions: null },
    expect.objectContaining({ outcome: 'allowed', key: expect.objectContaining({ id: readable.key.id }) }),
  ]);
});

it('reports a key of another tenant as unknown in a batch', async () => {
  const { value } = await issue(api.deps);
  expect(await verifyBatch([{ value }], 'beta')).toEqual({
    decisions: [{ outcome: 'unknown', key: null, permissions: null }],
  });
});

it.each([
  ['no value', []],
  ['101 values', Array.from({ length: 101 }, () => ({ value: 'pst_live_x' }))],
])('rejects a batch with %s, with the allowed number', async (_, values) => {
  const reply = await api.call('verifyBatch', { params: acme, json: { values } });
  expect(reply.statusCode).toBe(400);
  expect(reply.body).toMatch(/values.*(?:1|100)/);
});
