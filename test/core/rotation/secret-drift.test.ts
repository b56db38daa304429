import { describe, expect, it } from 'vitest';
import { reconcileKey } from '../../../lib/core/rotation/reconcile.ts';
import { SecretStoreError } from '../../../lib/core/rotation/secret-store.ts';
import { updateManagedKey } from '../../../lib/core/rotation/update-managed-key.ts';
import { createMemoryReconcileSchedule } from '../../support/memory-reconcile-schedule.ts';
import { DAY, HOUR, MINUTE, managedIn, manageNew, manageStage } from './manage-fixture.ts';

const READER = 'arn:aws:iam::210987654321:role/payments';
const EVERYBODY = '*';

async function managedSecretStage() {
  const stage = await manageStage();
  const { deps, clock, memory, secretOf } = stage;
  const settings = { schedule: 'secrets-manager', rotateEveryMs: 30 * DAY, readers: [READER] } as const;
  const { keyId } = managedIn(await manageNew(deps, settings));
  const lines: string[] = [];
  const visited = {
    ...deps,
    reconcileSchedule: createMemoryReconcileSchedule(memory),
    log: (line: string) => lines.push(line),
  };
  const reconcileFor = async (hours: number) => {
    for (let hour = 0; hour < hours; hour += 1) {
      clock.nowMs += HOUR;
      await reconcileKey(visited, keyId);
    }
  };
  await reconcileFor(25);
  return {
    ...{ ...stage, keyId, lines, reconcileFor, secret: secretOf(keyId) },
    repairs: () => stage.published.filter(({ kind }) => kind === 'secret.drift-repaired').length,
  };
}

describe('a secret that differs from the record of its key', () => {
  it('has its schedule and tags restored by the next reconcile, and is reported once', async () => {
    const { keyId, reconcileFor, secret, repairs, store, lines } = await managedSecretStage();
    secret.rotatedEveryDays = undefined;
    await reconcileFor(1);
    expect([secret.rotatedEveryDays, repairs()]).toEqual([30, 1]);
    secret.rotatedEveryDays = 7;
    Object.assign(secret, { stateTag: 'unmanaged', tags: { keyId: 'other', tenant: 'other' } });
    await reconcileFor(1);
    expect([secret.rotatedEveryDays, secret.stateTag, secret.tags]).toEqual([
      30,
      'managed',
      { keyId, tenant: 'acme' },
    ]);
    await reconcileFor(3);
    expect(repairs()).toBe(2);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { postern: 'secret-drift', keyId, repaired: ['schedule'] },
      { postern: 'secret-drift', keyId, repaired: ['schedule', 'tags'] },
    ]);
    const repaired = store.events.filter(({ action }) => action === 'rotation.drift-repaired');
    expect(repaired).toHaveLength(2);
  });

  it.each([
    ['another reader', { readers: [EVERYBODY] }],
    ['no reader', { readers: [] }],
    ['an unmanaged statement', { foreignStatements: 1 }],
  ])('has its policy restored within a day: %s', async (_, changed) => {
    const { reconcileFor, secret, repairs } = await managedSecretStage();
    Object.assign(secret, changed);
    await reconcileFor(24);
    expect([secret.readers, secret.foreignStatements, repairs()]).toEqual([[READER], 0, 1]);
    await reconcileFor(48);
    expect(repairs()).toBe(1);
  });

  it('has its policy read once a day', async () => {
    const { deps, reconcileFor } = await managedSecretStage();
    const { policy } = deps.provisioner;
    let reads = 0;
    deps.provisioner.policy = (arn) => {
      reads += 1;
      return policy(arn);
    };
    await reconcileFor(240);
    expect(reads).toBe(10);
  });

  it('is logged with each reconcile if it cannot be restored, and still rotates', async () => {
    const { deps, keyId, reconcileFor, secret, lines, repairs, outcome, valueIn } =
      await managedSecretStage();
    deps.provisioner.enableSchedule = () => Promise.reject(new SecretStoreError('access-denied'));
    secret.rotatedEveryDays = undefined;
    await reconcileFor(2);
    const line = { postern: 'secret-drift', keyId, failed: 'access-denied' };
    expect(lines.map((each) => JSON.parse(each))).toEqual([line, line]);
    expect([repairs(), await outcome(valueIn(keyId))]).toEqual([0, 'allowed']);
  });
});

describe('an update of settings', () => {
  const NAME = { tenant: 'acme', stack: null };
  const OTHER = 'arn:aws:iam::210987654321:role/reporting';

  it('changes the secret only after its commit, and not after a version conflict', async () => {
    const { deps, keyId, secret, store } = await managedSecretStage();
    const failing = { ...deps, store: { ...store, commit: () => Promise.reject(new Error('killed')) } };
    await expect(updateManagedKey(failing, { ...NAME, keyId }, { readers: [OTHER] })).rejects.toThrow(
      'killed',
    );
    expect(secret.readers).toEqual([READER]);
    const revoked = updateManagedKey(
      deps,
      { tenant: 'acme', keyId, stack: 'stack/other' },
      { readers: [OTHER] },
    );
    expect(await revoked).toEqual({ outcome: 'manager-conflict' });
    expect(secret.readers).toEqual([READER]);
  });

  it('is completed by a retry after a crash following its commit, without another event', async () => {
    const { deps, keyId, secret, store } = await managedSecretStage();
    const { setReaders } = deps.provisioner;
    deps.provisioner.setReaders = () => Promise.reject(new SecretStoreError('secrets-manager-unavailable'));
    const change = () => updateManagedKey(deps, { ...NAME, keyId }, { readers: [OTHER] });
    await expect(change()).rejects.toThrow('secrets-manager-unavailable');
    const events = store.events.length;
    deps.provisioner.setReaders = setReaders;
    expect((await change()).outcome).toBe('done');
    expect([secret.readers, store.events.length]).toEqual([[OTHER], events]);
  });

  it('is undone if Secrets Manager rejects its readers: key, settings and secret are unchanged', async () => {
    const { deps, keyId, secret, store, state } = await managedSecretStage();
    deps.provisioner.setReaders = () => Promise.reject(new SecretStoreError('reader-rejected'));
    const [before, key] = [await state(keyId), await store.readKey(keyId)];
    const change = updateManagedKey(
      deps,
      { ...NAME, keyId },
      { readers: [OTHER], schedule: 'postern' },
      { name: 'Renamed' },
    );
    await expect(change).rejects.toThrow('reader-rejected');
    // The undo is a separate update with its own version.
    const { reconcileAtMs: _visit, settingsVersion: _version, ...after } = await state(keyId);
    expect(before).toMatchObject(after);
    expect([secret.readers, secret.rotatedEveryDays]).toEqual([[READER], 30]);
    expect((await store.readKey(keyId))?.name).toBe(key?.name);
  });

  it('of key and settings is one commit: neither is written if one is rejected', async () => {
    const { deps, keyId, store } = await managedSecretStage();
    const name = { ...NAME, keyId };
    const before = store.dump();
    expect(await updateManagedKey(deps, name, { overlapMs: MINUTE }, { name: 'Renamed' })).toMatchObject({
      outcome: 'overlap-too-short',
    });
    expect(store.dump()).toBe(before);
    const events = store.events.length;
    await updateManagedKey(deps, name, { overlapMs: 2 * DAY }, { name: 'Renamed' });
    expect(store.events.slice(events)).toMatchObject([
      {
        action: 'rotation.settings-updated',
        before: { overlapMs: DAY },
        after: { overlapMs: 2 * DAY, key: { name: 'Renamed' } },
      },
    ]);
  });

  it('without a difference writes nothing', async () => {
    const { deps, keyId, store, state } = await managedSecretStage();
    const { windows, readers, overlapMs } = await state(keyId);
    const before = store.dump();
    const key = await store.readKey(keyId);
    await updateManagedKey(
      deps,
      { ...NAME, keyId },
      { windows, readers, overlapMs },
      { name: key?.name ?? null, permissions: key?.permissions ?? [] },
    );
    expect([store.dump(), (await store.readKey(keyId))?.version]).toEqual([before, key?.version]);
  });
});
