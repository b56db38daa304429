import { expect, it } from 'vitest';
import { decodeTenant, encodeTenant } from '../../../lib/adapters/dynamodb/tenant-item.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import type { Change, Store } from '../../../lib/core/store.ts';
import { type TenantUpdate, updateTenant } from '../../../lib/core/tenants/update.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON, tenantOf } from '../../support/entities.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const { store, deps } = tenantForEachTest();

it.each<[string, TenantUpdate]>([
  ['name', { name: 'Acme' }],
  ['limit', { maxKeyLifetimeDays: 30 }],
  ['no limit any more', { maxKeyLifetimeDays: null }],
  ['both', { name: null, maxKeyLifetimeDays: 1 }],
])('updates one setting and keeps all others: %s', async (_, change) => {
  await updateTenant(deps, ADA, 'acme', { name: 'A', maxKeyLifetimeDays: 90 });
  const before = await store.readTenant('acme');
  const tenant = { ...before, ...change, version: 3 };
  expect(await updateTenant(deps, ADA, 'acme', change)).toEqual({ outcome: 'done', tenant });
  expect(await store.readTenant('acme')).toEqual(tenant);
});

it('applies a shorter limit to new keys and not to existing ones', async () => {
  const before = await issue(deps, { expiresAtMs: null });
  await updateTenant(deps, ADA, 'acme', { maxKeyLifetimeDays: 30 });
  expect(await outcomeOf(deps, before.value)).toBe('allowed');
  expect(await store.readKey(before.key.id)).toEqual(before.key);
  const after = await issue(deps, { expiresAtMs: undefined });
  expect(after.key.expiresAtMs).toBe(NOON + 30 * MS_PER_DAY);
});

it('writes one event with both states', async () => {
  await updateTenant(deps, ADA, 'acme', { maxKeyLifetimeDays: 30 });
  expect(store.events.at(-1)).toMatchObject({
    tenant: 'acme',
    action: 'tenant.updated',
    subject: { kind: 'tenant', id: 'acme' },
    caller: ADA,
    before: { maxKeyLifetimeDays: null, version: 1 },
    after: { maxKeyLifetimeDays: 30, version: 2 },
  });
});

it('applies 64 concurrent updates one after the other', async () => {
  const names = Array.from({ length: 64 }, (_, index) => `n${index}`);
  const results = await Promise.all(names.map((name) => updateTenant(deps, ADA, 'acme', { name })));
  expect(results.filter(({ outcome }) => outcome === 'done')).toHaveLength(64);
  expect(await store.readTenant('acme')).toMatchObject({ version: 65 });
});

it.each([NOON, NOON - 1])('rejects a freeze that ends at %d and not later than now', async (untilMs) => {
  const before = store.dump();
  const rotationFreeze = { untilMs, reason: 'sale' };
  expect(await updateTenant(deps, ADA, 'acme', { rotationFreeze })).toEqual({
    outcome: 'freeze-not-in-future',
  });
  expect(store.dump()).toBe(before);
});

it('accepts a stored freeze again after its end', async () => {
  const rotationFreeze = { untilMs: NOON + 1, reason: 'sale' };
  await updateTenant(deps, ADA, 'acme', { rotationFreeze });
  const later = { ...deps, clock: () => NOON + 2 };
  expect(await updateTenant(later, ADA, 'acme', { rotationFreeze, name: 'Acme' })).toMatchObject({
    tenant: { rotationFreeze, name: 'Acme' },
  });
});

it('reports an unknown tenant as not found', async () => {
  const before = store.dump();
  expect(await updateTenant(deps, ADA, 'beta', { name: 'x' })).toEqual({ outcome: 'not-found' });
  expect(store.dump()).toBe(before);
});

it('keeps the attributes that a newer version wrote, in a rename', async () => {
  const item = encodeTenant(tenantOf());
  const newer = {
    ...item,
    besideData: { S: 'kept' },
    data: { M: { ...item.data?.M, inData: { S: 'kept' } } },
  };
  const written: Change[] = [];
  const upgraded: Store = {
    ...store,
    readTenant: async () => decodeTenant(newer),
    commit: async (change) => {
      written.push(change);
      return 'committed';
    },
  };

  await updateTenant(useCaseDeps(upgraded), ADA, 'acme', { name: 'Renamed' });

  const [change] = written;
  if (change?.kind !== 'update-tenant') throw new Error('no tenant was updated');
  expect(encodeTenant(change.tenant)).toMatchObject({
    besideData: { S: 'kept' },
    data: { M: { inData: { S: 'kept' }, name: { S: 'Renamed' } } },
  });
});
