import { expect, it } from 'vitest';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { unmanageKey } from '../../../lib/core/rotation/unmanage-key.ts';
import { updateManagedKey } from '../../../lib/core/rotation/update-managed-key.ts';
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

it('keeps the readers of the secret if an adoption is denied after a concurrent change', async () => {
  const { deps, store, secretOf } = await manageStage();
  const { key } = await issue(deps);
  const name = { tenant: 'acme', keyId: key.id, stack: null };
  managedIn(await adopt(deps, key.id, { settings: { readers: [READER] } }));
  await unmanageKey(deps, name, { revoke: false });
  let isDone = false;
  const commit: typeof store.commit = async (...args) => {
    if (!isDone) {
      isDone = true;
      await revokeKey(deps, ADA, { tenant: 'acme', id: key.id }, 'superseded');
    }
    return store.commit(...args);
  };
  const other = 'arn:aws:iam::210987654321:role/other';
  const result = await adopt({ ...deps, store: { ...store, commit } }, key.id, {
    settings: { readers: [other] },
  });
  expect(result).toEqual({ outcome: 'key-revoked' });
  expect(secretOf(key.id).readers).toEqual([READER]);
});
