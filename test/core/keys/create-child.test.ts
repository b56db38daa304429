import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { deleteKey } from '../../../lib/core/keys/delete.ts';
import { disableKey } from '../../../lib/core/keys/disable.ts';
import type { IssueKeyInput } from '../../../lib/core/keys/issue.ts';
import { type Key, PERMISSIONS_LIMIT } from '../../../lib/core/keys/key.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { updateTenant } from '../../../lib/core/tenants/update.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { createMemoryStore, type Faults } from '../../support/memory-store.ts';
import { ADA, createChild, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

async function setUp(given: Partial<IssueKeyInput> = {}) {
  const faults: Faults = {};
  const store = createMemoryStore(faults);
  const deps = useCaseDeps(store);
  await createTenantWithOwners(deps);
  const { key: parent } = await issue(deps, given);

  const create = (of: Key = parent, requiredPermission = parent.permissions[0]) =>
    createChild(deps, of, { requiredPermission });
  /** A child that nothing speaks against. */
  const child = async (of?: Key) => {
    const result = await create(of);
    if (result.outcome !== 'issued') throw new Error(`expected a key, got ${result.outcome}`);
    return result;
  };
  return { faults, store, deps, parent, create, child, name: { tenant: 'acme', id: parent.id } };
}

describe('a key created with another key', () => {
  it('has the settings of its parent with another value, and names its parent', async () => {
    const { store, parent, child, deps } = await setUp({
      environment: 'test',
      boundBy: 'none',
      metadata: { customer: 7 },
      endSessionsWithKey: true,
      expiresAtMs: NOON + MS_PER_DAY,
    });
    const { key, value } = await child();
    expect(await store.readKey(key.id)).toEqual({
      ...parent,
      id: key.id,
      name: 'second',
      createdBy: `key:${parent.id}`,
      hint: expect.stringContaining(key.id),
      lineage: { predecessor: null, parent: parent.id },
      budgetKey: parent.id,
      credentials: [expect.objectContaining({ generation: 1 })],
    });
    expect(key.credentials).not.toEqual(parent.credentials);
    expect(await outcomeOf(deps, value)).toBe('allowed');
    expect(await store.readDescendants(parent.id)).toEqual({ successors: [], children: [key.id] });
    expect(store.events.at(-1)).toMatchObject({
      action: 'key.issued',
      caller: { id: `key:${parent.id}`, sourceAddress: '203.0.113.9' },
    });
  });

  it('has the current permissions of its parent, and gains none that its owner gets later', async () => {
    const { deps, child } = await setUp({ owner: 'boss', permissions: ['read', 'write', 'delete'] });
    await updateOwner(deps, ADA, { tenant: 'acme', id: 'boss' }, { role: 'developer' });
    const { value } = await child();
    await updateOwner(deps, ADA, { tenant: 'acme', id: 'boss' }, { role: 'app-admin' });
    expect(await outcomeOf(deps, value, 'write')).toBe('allowed');
    expect(await outcomeOf(deps, value, 'delete')).toBe('insufficient-permission');
  });

  it('has each permission once if a role reduces several to the same one', async () => {
    const { deps, create } = await setUp({ owner: 'boss', permissions: ['orders:*', 'orders:read'] });
    await updateOwner(deps, ADA, { tenant: 'acme', id: 'boss' }, { role: 'developer' });
    expect(await create(undefined, 'orders:read')).toMatchObject({
      key: { permissions: ['orders:read', 'orders:write'] },
    });
  });

  it('has the stored permissions of its parent if a role expands them beyond the limit of a key', async () => {
    const permissions = Array.from({ length: PERMISSIONS_LIMIT }, (_, index) => `area${index}:*`);
    const { deps, child } = await setUp({ owner: 'boss', permissions });
    await updateOwner(deps, ADA, { tenant: 'acme', id: 'boss' }, { role: 'developer' });
    const { key, value } = await child();
    expect(key.permissions).toEqual(permissions);
    expect(await outcomeOf(deps, value, 'area7:write')).toBe('allowed');
    expect(await outcomeOf(deps, value, 'area7:delete')).toBe('insufficient-permission');
  });

  it.each([
    ['when that one does', 5, null, null, 5],
    ['never, where that one does not', null, null, null, null],
    ['when the tenant says, where that is earlier', 50, 20, null, 20],
    ['when the tenant says, where that one never ends', null, 20, null, 20],
    ['when the profile says, where that is earliest', 50, 40, 30, 30],
    ['when that one does, also where more is allowed', 5, 20, 30, 5],
  ])('ends %s', async (_, parentDays, tenantDays, profileDays, expected) => {
    const { deps, child } = await setUp({ expiresAtMs: at(parentDays) });
    await updateTenant(deps, ADA, 'acme', { maxKeyLifetimeDays: tenantDays });
    Object.assign(deps, {
      profile: { ...defaultProfile, lifetime: { defaultDays: null, maxDays: profileDays } },
    });
    expect((await child()).key.expiresAtMs).toBe(at(expected));
  });

  it('can create another key with at most its own permissions', async () => {
    const { deps, store, child } = await setUp({ permissions: ['read', 'write'] });
    const first = await child();
    await updateKey(deps, ADA, { tenant: 'acme', id: first.key.id }, { permissions: ['read'] });
    const second = await child(first.key);
    expect(second.key.lineage.parent).toBe(first.key.id);
    expect(await outcomeOf(deps, second.value, 'write')).toBe('insufficient-permission');
    expect((await store.readDescendants(first.key.id)).children).toEqual([second.key.id]);
  });

  it('remains valid after the deletion of its parent, for manual rotation (MI-16)', async () => {
    const { deps, child, name } = await setUp();
    const { value } = await child();
    await deleteKey(deps, ADA, name);
    expect(await outcomeOf(deps, value)).toBe('allowed');
  });

  it('ends with a compromised parent, together with its own derived keys', async () => {
    const { deps, child, name } = await setUp();
    const first = await child();
    const second = await child(first.key);
    expect(await revokeKey(deps, ADA, name, 'compromised')).toMatchObject({ cascade: 'complete' });
    for (const { value } of [first, second]) expect(await outcomeOf(deps, value)).toBe('revoked');
  });
});

describe('rejected creations', () => {
  it.each([
    ['disabled', disableKey],
    ['deleted', deleteKey],
    [
      'revoked',
      (...[deps, caller, name]: Parameters<typeof deleteKey>) => revokeKey(deps, caller, name, 'superseded'),
    ],
  ] as const)('rejects a parent that was %s in between', async (_, end) => {
    const { deps, store, create, name } = await setUp();
    await end(deps, ADA, name);
    const before = store.dump();
    expect(await create()).toEqual({ outcome: 'key-not-active' });
    expect(store.dump()).toBe(before);
  });

  it('rejects an owner that was deactivated in between', async () => {
    const { deps, store, create } = await setUp();
    await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'app' });
    const before = store.dump();
    expect(await create()).toEqual({ outcome: 'owner-deactivated' });
    expect(store.dump()).toBe(before);
  });

  it('rejects a deleted parent for any order of the two requests', async () => {
    const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const { deps, faults, store, create, name } = await setUp();
      faults.beforeRead = () => scheduler.schedule(Promise.resolve());
      faults.beforeCommit = () => scheduler.schedule(Promise.resolve());
      const [, ...created] = await scheduler.waitFor(
        Promise.all([deleteKey(deps, ADA, name), create(), create()]),
      );
      const actions = store.events.map(({ action }) => action);
      expect(actions.slice(actions.indexOf('key.deleted') + 1)).toEqual([]);
      const issued = created.filter(({ outcome }) => outcome === 'issued');
      const rejected = created.filter(({ outcome }) => outcome === 'key-not-active');
      expect(issued.length + rejected.length).toBe(created.length);
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

describe('a repetition with the same token', () => {
  let made: Awaited<ReturnType<typeof setUp>>;
  beforeEach(async () => {
    made = await setUp();
  });

  it('creates one key and does not return its value again', async () => {
    const { deps, parent, store } = made;
    const token = { id: 'a'.repeat(64), bodyDigest: 'b'.repeat(64) };
    const results = await Promise.all(Array.from({ length: 8 }, () => createChild(deps, parent, {}, token)));
    const { children } = await store.readDescendants(parent.id);
    expect(children).toHaveLength(1);
    const [keyId] = children;
    expect(results.filter(({ outcome }) => outcome === 'issued')).toHaveLength(1);
    expect(results.filter((each) => each.outcome === 'value-unavailable')).toEqual(
      Array.from({ length: 7 }, () => ({ outcome: 'value-unavailable', keyId })),
    );
  });
});

function at(days: number | null): number | null {
  return days === null ? null : NOON + days * MS_PER_DAY;
}
