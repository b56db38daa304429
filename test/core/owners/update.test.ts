import { expect, it } from 'vitest';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { type OwnerUpdate, updateOwner } from '../../../lib/core/owners/update.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const BOSS = { tenant: 'acme', id: 'boss' };
const APP = { tenant: 'acme', id: 'app' };

const { faults, store, ...tenant } = tenantForEachTest();
const deps = {
  ...tenant.deps,
  plans: { lite: { apiLimits: { minds: 3 } }, free: { apiLimits: { minds: 1 } } },
};

it.each<[string, OwnerUpdate]>([
  ['name', { name: 'Boss' }],
  ['no name any more', { name: null }],
  ['role', { role: 'auditor' }],
  ['plan', { plan: 'lite' }],
  ['no plan any more', { plan: null }],
  ['all at once', { name: 'x', role: 'developer', plan: 'free' }],
])('updates one setting and keeps all others: %s', async (_, change) => {
  await updateOwner(deps, ADA, BOSS, { plan: 'free', name: 'B' });
  const before = await store.readOwner('acme', 'boss');
  const expected = { ...before, ...change, version: 3 };
  expect(await updateOwner(deps, ADA, BOSS, change)).toEqual({ outcome: 'done', owner: expected });
  expect(await store.readOwner('acme', 'boss')).toEqual(expected);
});

it('limits every bound key by a lesser role from the next request on, and extends it again by a greater one', async () => {
  const { value } = await issue(deps, { owner: 'boss', permissions: ['read', 'write', 'delete'] });
  const unbound = await issue(deps, { owner: 'boss', permissions: ['delete'], boundBy: 'none' });
  expect(await outcomeOf(deps, value, 'delete')).toBe('allowed');

  await updateOwner(deps, ADA, BOSS, { role: 'developer' });
  expect(await outcomeOf(deps, value, 'delete')).toBe('insufficient-permission');
  expect(await outcomeOf(deps, value, 'write')).toBe('allowed');
  expect(await outcomeOf(deps, unbound.value, 'delete')).toBe('allowed');

  await updateOwner(deps, ADA, BOSS, { role: 'app-admin' });
  expect(await outcomeOf(deps, value, 'delete')).toBe('allowed');
});

it('updates an owner in one commit with one event that has both states', async () => {
  for (let count = 0; count < 3; count += 1) await issue(deps, { owner: 'boss' });
  const kinds: string[] = [];
  faults.beforeCommit = ({ kind }) => void kinds.push(kind);
  await updateOwner(deps, ADA, BOSS, { role: 'auditor' });
  expect(kinds).toEqual(['update-owner']);
  expect(store.events.at(-1)).toMatchObject({
    action: 'owner.updated',
    subject: { kind: 'owner', id: 'boss' },
    caller: ADA,
    before: { role: 'app-admin', version: 1 },
    after: { role: 'auditor', version: 2 },
  });
});

it.each<[string, typeof BOSS, OwnerUpdate]>([
  ['unknown-plan', BOSS, { plan: 'premium' }],
  ['unknown-plan', BOSS, { plan: 'constructor', name: 'x' }],
  ['role-not-supported', APP, { role: 'app-admin' }],
  ['not-found', { tenant: 'beta', id: 'boss' }, { name: 'x' }],
])('rejects an invalid update as a whole: %s', async (outcome, name, change) => {
  const before = store.dump();
  expect(await updateOwner(deps, ADA, name, change)).toEqual({ outcome });
  expect(store.dump()).toBe(before);
});

it('does not update a deactivated owner, also if it is deactivated in between', async () => {
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined;
    await deactivateOwner(deps, ADA, BOSS);
  };
  expect(await updateOwner(deps, ADA, BOSS, { role: 'developer' })).toEqual({ outcome: 'owner-deactivated' });
  expect(await store.readOwner('acme', 'boss')).toMatchObject({ status: 'deactivated', role: 'app-admin' });
});
