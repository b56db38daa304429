import { beforeEach, expect, it } from 'vitest';
import { deleteKey } from '../../../lib/core/keys/delete.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { type KeyUpdate, updateKey } from '../../../lib/core/keys/update.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import { updateTenant } from '../../../lib/core/tenants/update.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const { clock, store, deps } = tenantForEachTest();
let key: Key;
let value: string;

beforeEach(async () => {
  ({ key, value } = await issue(deps, { owner: 'dev', expiresAtMs: NOON + 1000 }));
});

function change(given: KeyUpdate) {
  return updateKey(deps, ADA, { tenant: 'acme', id: key.id }, given);
}

it.each<[string, KeyUpdate]>([
  ['name', { name: 'nightly' }],
  ['no name any more', { name: null }],
  ['permissions', { permissions: ['read'] }],
  ['expiry', { expiresAtMs: NOON + 1 }],
  ['no expiry any more', { expiresAtMs: null }],
  ['metadata', { metadata: { plan: 'team' } }],
  ['whether its sessions end with it', { endSessionsWithKey: true }],
  [
    'all at once',
    { name: 'x', permissions: ['read'], expiresAtMs: null, metadata: {}, endSessionsWithKey: true },
  ],
])('updates one setting and keeps all others and the secret: %s', async (_, given) => {
  const expected = { ...key, ...given, version: 2 };
  expect(await change(given)).toEqual({ outcome: 'done', key: expected });
  expect(await store.readKey(key.id)).toEqual(expected);
});

it('does not update permissions if the owner does not exist, but updates a name', async () => {
  const ownerless = { ...deps, store: { ...store, readOwner: async () => undefined } };
  const name = { tenant: 'acme', id: key.id };
  expect(await updateKey(ownerless, ADA, name, { permissions: ['delete'] })).toEqual({
    outcome: 'owner-deactivated',
  });
  expect(await store.readKey(key.id)).toEqual(key);
  expect(await updateKey(ownerless, ADA, name, { name: 'nightly' })).toMatchObject({ outcome: 'done' });
});

it('changes nothing for the same permissions in another order', async () => {
  const before = store.dump();
  const permissions = [...key.permissions].reverse();
  expect(permissions).not.toEqual(key.permissions);
  expect(await change({ permissions })).toEqual({ outcome: 'done', key });
  expect(store.dump()).toBe(before);
});

it('applies an update from the next request on', async () => {
  expect(await outcomeOf(deps, value, 'write')).toBe('allowed');
  await change({ permissions: ['read'] });
  expect(await outcomeOf(deps, value, 'write')).toBe('insufficient-permission');
});

it('writes one event with both states', async () => {
  await change({ name: 'nightly' });
  expect(store.events.at(-1)).toMatchObject({
    tenant: 'acme',
    action: 'key.updated',
    subject: { kind: 'key', id: key.id },
    caller: ADA,
    before: { name: 'CI', version: 1 },
    after: { name: 'nightly', version: 2 },
  });
});

it.each<[string, KeyUpdate]>([
  ['expiry-not-in-future', { expiresAtMs: NOON }],
  ['expiry-not-in-future', { expiresAtMs: NOON - 1, name: 'x' }],
  ['exceeds-role', { permissions: ['read', 'delete'] }],
  ['exceeds-role', { permissions: ['orders:*'] }],
])('rejects an invalid update as a whole: %s', async (outcome, given) => {
  const before = store.dump();
  expect(await change(given)).toEqual({ outcome });
  expect(store.dump()).toBe(before);
});

it.each<[string, () => Promise<unknown>]>([
  ['revoked', () => revokeKey(deps, ADA, { tenant: 'acme', id: key.id }, 'unspecified')],
  ['deleted', () => deleteKey(deps, ADA, { tenant: 'acme', id: key.id })],
])('does not update a %s key', async (outcome, end) => {
  await end();
  const before = store.dump();
  expect(await change({ name: 'x' })).toEqual({ outcome });
  expect(store.dump()).toBe(before);
});

it('rejects an expiry beyond the limits of profile and tenant, counted from the creation', async () => {
  await updateTenant(deps, ADA, 'acme', { maxKeyLifetimeDays: 30 });
  clock.nowMs += MS_PER_DAY;
  const latest = NOON + 30 * MS_PER_DAY;
  expect(await change({ expiresAtMs: latest + 1 })).toEqual({ outcome: 'exceeds-lifetime' });
  expect(await change({ expiresAtMs: null })).toEqual({ outcome: 'exceeds-lifetime' });
  expect(await change({ name: 'x' })).toMatchObject({ key: { expiresAtMs: NOON + 1000 } });
  expect(await change({ expiresAtMs: latest })).toMatchObject({ key: { expiresAtMs: latest } });
});

it('limits the permissions to the role of the caller', async () => {
  const boss = await issue(deps, { owner: 'boss' });
  const asked = { tenant: 'acme', id: boss.key.id };
  const given = { permissions: ['delete'] };
  expect(await updateKey(deps, { ...ADA, role: 'developer' }, asked, given)).toEqual({
    outcome: 'exceeds-role',
  });
  expect(await updateKey(deps, ADA, asked, given)).toMatchObject({ outcome: 'done' });
});

it('limits permissions to a role that is lowered while permissions and expiry are updated', async () => {
  const boss = await issue(deps, { owner: 'boss' });
  let isLowered = false;
  const readOwner = async (tenant: string, id: string) => {
    const owner = await store.readOwner(tenant, id);
    if (!isLowered) await updateOwner(deps, ADA, { tenant, id }, { role: 'developer' });
    isLowered = true;
    return owner;
  };
  const given = { permissions: ['delete'], expiresAtMs: NOON + 1000 };
  const concurrent = { ...deps, store: { ...store, readOwner } };
  expect(await updateKey(concurrent, ADA, { tenant: 'acme', id: boss.key.id }, given)).toEqual({
    outcome: 'exceeds-role',
  });
});

it('reports a key of another tenant as not found, like an unknown one', async () => {
  await createTenantWithOwners(deps, 'beta');
  const before = store.dump();
  for (const id of [key.id, 'neverNever12']) {
    expect(await updateKey(deps, ADA, { tenant: 'beta', id }, { name: 'x' })).toEqual({
      outcome: 'not-found',
    });
  }
  expect(store.dump()).toBe(before);
});
