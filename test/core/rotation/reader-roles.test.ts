import { expect, it } from 'vitest';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { SecretStoreError } from '../../../lib/core/rotation/secret-store.ts';
import { unmanageKey } from '../../../lib/core/rotation/unmanage-key.ts';
import { updateManagedKey } from '../../../lib/core/rotation/update-managed-key.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { adopt, managedIn, manageStage } from './manage-fixture.ts';

const READER = 'arn:aws:iam::210987654321:role/payments';
const DEVELOPER: Caller = { id: 'person:acme/dev', sourceAddress: '203.0.113.7', role: 'developer' };
const BEYOND = [['delete'], ['admin:*'], ['read', 'orders:delete']];

it.each(BEYOND)(
  'denies a developer the adoption of a key with permissions that exceed the role: %s',
  async (...permissions) => {
    const { deps, store, secrets } = await manageStage();
    const { key } = await issue(deps, { permissions });
    const result = await adopt({ ...deps, caller: DEVELOPER }, key.id, { settings: { readers: [READER] } });
    expect(result).toEqual({ outcome: 'exceeds-role' });
    expect(await store.readManagedKey(key.id)).toBeUndefined();
    expect(secrets.secrets.size).toBe(0);
  },
);

it.each(BEYOND)(
  'denies a developer a new reader of a key with permissions that exceed the role: %s',
  async (...permissions) => {
    const { deps, secretOf } = await manageStage();
    const { key } = await issue(deps, { permissions });
    managedIn(await adopt(deps, key.id));
    const asDeveloper = { ...deps, caller: DEVELOPER };
    const name = { tenant: 'acme', keyId: key.id, stack: null };
    expect(await updateManagedKey(asDeveloper, name, { readers: [READER] })).toEqual({
      outcome: 'exceeds-role',
    });
    const repeated = await adopt(asDeveloper, key.id, { settings: { readers: [READER] } });
    expect(repeated).toEqual({ outcome: 'exceeds-role' });
    expect(secretOf(key.id).readers).toEqual([]);
  },
);

it('allows a developer to remove readers of any key, and to add readers within the role', async () => {
  const { deps, secretOf } = await manageStage();
  const asDeveloper = { ...deps, caller: DEVELOPER };
  const { key } = await issue(deps, { permissions: ['delete'] });
  managedIn(await adopt(deps, key.id, { settings: { readers: [READER] } }));
  managedIn(
    await updateManagedKey(asDeveloper, { tenant: 'acme', keyId: key.id, stack: null }, { readers: [] }),
  );
  expect(secretOf(key.id).readers).toEqual([]);

  const { key: own } = await issue(deps, { permissions: ['read', 'orders:write'] });
  managedIn(await adopt(asDeveloper, own.id, { settings: { readers: [READER] } }));
  expect(secretOf(own.id).readers).toEqual([READER]);
});

it('does not adopt a key that gets permissions exceeding the role before the commit', async () => {
  const { deps, store } = await manageStage();
  const { key } = await issue(deps);
  let isDone = false;
  const commit: typeof store.commit = async (...args) => {
    if (!isDone) {
      isDone = true;
      await updateKey(deps, ADA, { tenant: 'acme', id: key.id }, { permissions: ['read', 'delete'] });
    }
    return store.commit(...args);
  };
  const asDeveloper = { ...deps, caller: DEVELOPER, store: { ...store, commit } };
  expect(await adopt(asDeveloper, key.id)).toEqual({ outcome: 'exceeds-role' });
  expect(await store.readManagedKey(key.id)).toBeUndefined();
});

const OTHER = 'arn:aws:iam::210987654321:role/other';

/** A key that is not managed any more. Its secret contains an accepted value, which `READER` can read. */
async function unmanagedStage() {
  const stage = await manageStage();
  const { key } = await issue(stage.deps);
  const name = { tenant: 'acme', keyId: key.id, stack: null };
  managedIn(await adopt(stage.deps, key.id, { settings: { readers: [READER] } }));
  await unmanageKey(stage.deps, name, { revoke: false });
  return { ...stage, keyId: key.id };
}

it('keeps the readers of the secret if an adoption is denied after a concurrent change', async () => {
  const { deps, store, secretOf, keyId } = await unmanagedStage();
  let isDone = false;
  const commit: typeof store.commit = async (...args) => {
    if (!isDone) {
      isDone = true;
      await revokeKey(deps, ADA, { tenant: 'acme', id: keyId }, 'superseded');
    }
    return store.commit(...args);
  };
  const settings = { readers: [OTHER] };
  const result = await adopt({ ...deps, store: { ...store, commit } }, keyId, { settings });
  expect(result).toEqual({ outcome: 'key-revoked' });
  expect(secretOf(keyId).readers).toEqual([READER]);
});

it('does not set the readers of the secret before the adoption is committed', async () => {
  const { deps, store, secretOf, keyId } = await unmanagedStage();
  const commit = () => Promise.reject(new UnavailableError('the store is down'));
  const settings = { readers: [OTHER] };
  await expect(adopt({ ...deps, store: { ...store, commit } }, keyId, { settings })).rejects.toThrow();
  expect(secretOf(keyId).readers).toEqual([READER]);
  managedIn(await adopt(deps, keyId, { settings }));
  expect(secretOf(keyId).readers).toEqual([OTHER]);
});

it('sets the readers with a repeated adoption if the first one failed after its commit', async () => {
  const { deps, secretOf, keyId } = await unmanagedStage();
  const setReaders = () => Promise.reject(new SecretStoreError('throttled'));
  const failing = { ...deps, provisioner: { ...deps.provisioner, setReaders } };
  const settings = { readers: [OTHER] };
  await expect(adopt(failing, keyId, { settings })).rejects.toThrow('throttled');
  managedIn(await adopt(deps, keyId, { settings }));
  expect(secretOf(keyId).readers).toEqual([OTHER]);
});

it('undoes an adoption if Secrets Manager rejects its readers: the existing value keeps no end', async () => {
  const { deps, store } = await manageStage();
  const { key } = await issue(deps);
  const setReaders = () => Promise.reject(new SecretStoreError('reader-rejected'));
  const rejecting = { ...deps, provisioner: { ...deps.provisioner, setReaders } };
  const settings = { readers: [OTHER] };
  await expect(adopt(rejecting, key.id, { settings })).rejects.toThrow('reader-rejected');
  expect(await store.readManagedKey(key.id)).toBeUndefined();
  expect(await store.readKey(key.id)).toEqual({ ...key, version: key.version + 2 });
});

it('reports a conflict if the key is written before an adoption can be undone', async () => {
  const { deps, store, state } = await manageStage();
  const { key } = await issue(deps);
  const setReaders = async () => {
    await updateKey(deps, ADA, { tenant: 'acme', id: key.id }, { name: 'Renamed' });
    throw new SecretStoreError('reader-rejected');
  };
  const rejecting = { ...deps, provisioner: { ...deps.provisioner, setReaders } };
  expect(await adopt(rejecting, key.id, { settings: { readers: [OTHER] } })).toEqual({ outcome: 'conflict' });
  expect([(await store.readKey(key.id))?.name, (await state(key.id)).readers]).toEqual(['Renamed', [OTHER]]);
});
