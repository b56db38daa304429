import { beforeEach, expect, it } from 'vitest';
import { deleteKey, RESTORABLE_DAYS, restoreKey } from '../../../lib/core/keys/delete.ts';
import { disableKey } from '../../../lib/core/keys/disable.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA, createTenantWithOwners, issue, issueChild } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const THIRTY_DAYS_MS = 30 * 24 * 60 * 60 * 1000;

const { clock, faults, store, deps } = tenantForEachTest();
let key: Key;
let value: string;
let keyName: { tenant: string; id: string };

beforeEach(async () => {
  ({ key, value } = await issue(deps, { expiresAtMs: NOON + 2 * THIRTY_DAYS_MS }));
  keyName = { tenant: 'acme', id: key.id };
});

it('denies a deleted key from the next request on, and keeps its data', async () => {
  const deleted = {
    ...key,
    status: 'deleted',
    deletion: { atMs: NOON, by: ADA.id, statusBefore: 'active' },
    version: 2,
  };
  expect(await deleteKey(deps, ADA, keyName)).toEqual({ outcome: 'done', key: deleted });
  expect(await store.readKey(key.id)).toEqual(deleted);
  expect(await outcomeOf(deps, value)).toBe('deleted');
});

it('accepts a restored key with unchanged settings', async () => {
  await deleteKey(deps, ADA, keyName);
  clock.nowMs += 1000;
  expect(await restoreKey(deps, ADA, keyName)).toEqual({ outcome: 'done', key: { ...key, version: 3 } });
  expect(await outcomeOf(deps, value)).toBe('allowed');
});

it('restores a key that was disabled before its deletion as disabled', async () => {
  await disableKey(deps, ADA, keyName);
  await deleteKey(deps, ADA, keyName);
  await restoreKey(deps, ADA, keyName);
  expect(await outcomeOf(deps, value)).toBe('disabled');
});

it('restores a key for 30 days, to the millisecond', async () => {
  expect(RESTORABLE_DAYS).toBe(30);
  await deleteKey(deps, ADA, keyName);
  clock.nowMs = NOON + THIRTY_DAYS_MS;
  const before = store.dump();
  expect(await restoreKey(deps, ADA, keyName)).toEqual({ outcome: 'restore-period-expired' });
  expect(store.dump()).toBe(before);
  clock.nowMs -= 1;
  expect(await restoreKey(deps, ADA, keyName)).toMatchObject({ outcome: 'done' });
});

it('does not extend the restore period of a key that is deleted again', async () => {
  await deleteKey(deps, ADA, keyName);
  clock.nowMs += THIRTY_DAYS_MS - 1;
  await deleteKey(deps, ADA, keyName);
  clock.nowMs += 1;
  expect(await restoreKey(deps, ADA, keyName)).toEqual({ outcome: 'restore-period-expired' });
});

it('never extends the expiry of a restored key, also if it passed in between', async () => {
  const short = await issue(deps, { expiresAtMs: NOON + 1000 });
  const name = { tenant: 'acme', id: short.key.id };
  await deleteKey(deps, ADA, name);
  clock.nowMs += 2000;
  expect(await restoreKey(deps, ADA, name)).toMatchObject({ key: { expiresAtMs: NOON + 1000 } });
  expect(await outcomeOf(deps, short.value)).toBe('expired');
});

it.each(['owner', 'none'] as const)(
  'does not restore a key of a deactivated owner (bound by %s)',
  async (boundBy) => {
    const cut = await issue(deps, { owner: 'dev', boundBy });
    const name = { tenant: 'acme', id: cut.key.id };
    await deleteKey(deps, ADA, name);
    await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'dev' });
    const before = store.dump();
    expect(await restoreKey(deps, ADA, name)).toEqual({ outcome: 'owner-deactivated' });
    expect(store.dump()).toBe(before);
  },
);

it('does not restore a deleted child of a key that is compromised later, or its derived keys', async () => {
  const child = await issueChild(deps, key);
  const grandchild = await issueChild(deps, child.key);
  const [childName, grandchildName] = [child, grandchild].map((each) => ({
    tenant: 'acme',
    id: each.key.id,
  }));
  if (!childName || !grandchildName) throw new Error('expected two keys');
  await deleteKey(deps, ADA, grandchildName);
  await deleteKey(deps, ADA, childName);

  expect(await revokeKey(deps, ADA, keyName, 'compromised')).toMatchObject({ cascade: 'complete' });

  expect(await restoreKey(deps, ADA, childName)).toEqual({ outcome: 'revoked' });
  expect(await restoreKey(deps, ADA, grandchildName)).toEqual({ outcome: 'revoked' });
});

it('does not restore a key whose owner is deactivated during the restoration', async () => {
  const { key: theirs } = await issue(deps, { owner: 'dev' });
  const name = { tenant: 'acme', id: theirs.id };
  await deleteKey(deps, ADA, name);
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined;
    await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'dev' });
  };
  expect(await restoreKey(deps, ADA, name)).toEqual({ outcome: 'owner-deactivated' });
  expect(await store.readKey(theirs.id)).toMatchObject({ status: 'deleted' });
});

it('keeps a key revoked that is revoked during its restoration', async () => {
  await deleteKey(deps, ADA, keyName);
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined;
    await revokeKey(deps, ADA, keyName, 'unspecified');
  };
  expect(await restoreKey(deps, ADA, keyName)).toEqual({ outcome: 'revoked' });
  expect(await outcomeOf(deps, value)).toBe('revoked');
});

it('writes one event for each change, and none for repetitions', async () => {
  const eventsBefore = store.events.length;
  const steps = [restoreKey, deleteKey, deleteKey, restoreKey, restoreKey];
  for (const step of steps) expect(await step(deps, ADA, keyName)).toMatchObject({ outcome: 'done' });
  expect(store.events.slice(eventsBefore)).toMatchObject([
    {
      action: 'key.deleted',
      subject: { kind: 'key', id: key.id },
      caller: ADA,
      before: { status: 'active', deletion: null },
      after: { status: 'deleted', deletion: { atMs: NOON, by: ADA.id, statusBefore: 'active' } },
    },
    { action: 'key.restored', before: { status: 'deleted' }, after: { status: 'active', deletion: null } },
  ]);
});

it.each([
  ['deleted', deleteKey],
  ['restored', restoreKey],
])('rejects a revoked key and reports one of another tenant as not found: %s', async (_, step) => {
  await createTenantWithOwners(deps, 'beta');
  expect(await step(deps, ADA, { ...keyName, tenant: 'beta' })).toEqual({ outcome: 'not-found' });
  await revokeKey(deps, ADA, keyName, 'unspecified');
  const before = store.dump();
  expect(await step(deps, ADA, keyName)).toEqual({ outcome: 'revoked' });
  expect(store.dump()).toBe(before);
});

it('does not restore a deleted key whose owner does not exist', async () => {
  const store = createMemoryStore();
  const deps = useCaseDeps(store);
  await createTenantWithOwners(deps);
  const { key } = await issue(deps);
  const keyName = { tenant: 'acme', id: key.id };
  await deleteKey(deps, ADA, keyName);
  const ownerless = { ...deps, store: { ...store, readOwner: async () => undefined } };
  expect(await restoreKey(ownerless, ADA, keyName)).toEqual({ outcome: 'owner-deactivated' });
  expect(await store.readKey(key.id)).toMatchObject({ status: 'deleted' });
});
