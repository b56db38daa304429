import { beforeEach, describe, expect, it } from 'vitest';
import { deleteKey } from '../../../lib/core/keys/delete.ts';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { reactivateOwner } from '../../../lib/core/owners/reactivate.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const { faults, store, deps } = tenantForEachTest();
let value: string;
let keyName: { tenant: string; id: string };

beforeEach(async () => {
  const issued = await issue(deps);
  value = issued.value;
  keyName = { tenant: 'acme', id: issued.key.id };
});

it('denies a disabled key and accepts it again after it is enabled', async () => {
  expect(await disableKey(deps, ADA, keyName)).toMatchObject({
    outcome: 'done',
    key: { status: 'disabled' },
  });
  expect(await outcomeOf(deps, value)).toBe('disabled');
  expect(await enableKey(deps, ADA, keyName)).toMatchObject({ outcome: 'done', key: { status: 'active' } });
  expect(await outcomeOf(deps, value)).toBe('allowed');
});

describe('a disabled key that is bound to its owner', () => {
  const OWNER = { tenant: 'acme', id: 'app' };

  it('is enabled only after the owner is reactivated', async () => {
    await disableKey(deps, ADA, keyName);
    await deactivateOwner(deps, ADA, OWNER);
    const before = store.dump();
    expect(await enableKey(deps, ADA, keyName)).toEqual({ outcome: 'owner-deactivated' });
    expect(store.dump()).toBe(before);

    await reactivateOwner(deps, ADA, OWNER);
    expect(await enableKey(deps, ADA, keyName)).toMatchObject({ outcome: 'done' });
    expect(await outcomeOf(deps, value)).toBe('allowed');
  });

  it('is not reported as enabled while the owner is deactivated, also if it is active', async () => {
    await deactivateOwner(deps, ADA, OWNER);
    expect(await enableKey(deps, ADA, keyName)).toEqual({ outcome: 'owner-deactivated' });
  });

  it('is not enabled if the owner is deactivated between the read and the write', async () => {
    await disableKey(deps, ADA, keyName);
    faults.beforeCommit = async () => {
      faults.beforeCommit = undefined;
      await deactivateOwner(deps, ADA, OWNER);
    };
    expect(await enableKey(deps, ADA, keyName)).toEqual({ outcome: 'owner-deactivated' });
    expect(await store.readKey(keyName.id)).toMatchObject({ status: 'disabled' });
  });

  it('is not enabled if the owner does not exist', async () => {
    await disableKey(deps, ADA, keyName);
    const ownerless = { ...deps, store: { ...store, readOwner: async () => undefined } };
    const before = store.dump();
    expect(await enableKey(ownerless, ADA, keyName)).toEqual({ outcome: 'owner-deactivated' });
    expect(store.dump()).toBe(before);
  });
});

it('enables a disabled key that is not bound to its owner for any state of the owner', async () => {
  const { key, value: unbound } = await issue(deps, { boundBy: 'none' });
  const name = { tenant: 'acme', id: key.id };
  await disableKey(deps, ADA, name);
  await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'app' });
  expect(await enableKey(deps, ADA, name)).toMatchObject({ outcome: 'done', key: { status: 'active' } });
  expect(await outcomeOf(deps, unbound)).toBe('allowed');
});

it('writes one event for each change, and none for repetitions', async () => {
  const eventsBefore = store.events.length;
  const steps = [enableKey, disableKey, disableKey, enableKey, enableKey];
  for (const step of steps) expect(await step(deps, ADA, keyName)).toMatchObject({ outcome: 'done' });
  const actions = store.events.slice(eventsBefore).map(({ action }) => action);
  expect(actions).toEqual(['key.disabled', 'key.enabled']);
  expect(await store.readKey(keyName.id)).toMatchObject({ status: 'active', version: 3 });
});

it.each([
  ['disabled', disableKey],
  ['enabled', enableKey],
])('rejects a deleted or revoked key: %s', async (_, step) => {
  await deleteKey(deps, ADA, keyName);
  const deleted = store.dump();
  expect(await step(deps, ADA, keyName)).toEqual({ outcome: 'deleted' });
  expect(store.dump()).toBe(deleted);
  await revokeKey(deps, ADA, keyName, 'unspecified');
  const before = store.dump();
  expect(await step(deps, ADA, keyName)).toEqual({ outcome: 'revoked' });
  expect(store.dump()).toBe(before);
});

it.each([
  ['disabled', disableKey],
  ['enabled', enableKey],
])('reports a key of another tenant as not found: %s', async (_, step) => {
  await createTenantWithOwners(deps, 'beta');
  const before = store.dump();
  expect(await step(deps, ADA, { ...keyName, tenant: 'beta' })).toEqual({ outcome: 'not-found' });
  expect(store.dump()).toBe(before);
});
