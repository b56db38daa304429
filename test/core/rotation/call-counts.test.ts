import { expect, it } from 'vitest';
import { reconcileKey } from '../../../lib/core/rotation/reconcile.ts';
import { SecretStoreError } from '../../../lib/core/rotation/secret-store.ts';
import { unmanageKey } from '../../../lib/core/rotation/unmanage-key.ts';
import { createMemoryReconcileSchedule } from '../../support/memory-reconcile-schedule.ts';
import { type Calls, callsOfReconciles } from './counted-calls.ts';
import { DAY, HOUR, MINUTE, managedIn, manageNew, manageStage } from './manage-fixture.ts';

function tableReads(calls: Calls): number {
  return Object.entries(calls)
    .filter(([name]) => name.startsWith('read') && name !== 'readVersion')
    .reduce((sum, [, count]) => sum + count, 0);
}

it('a check with nothing to do costs 2 table reads, 1 describe and no write', async () => {
  const { check } = await callsOfReconciles();
  expect(tableReads(check)).toBe(2);
  expect(check).toEqual({ readManagedRecord: 1, readOwner: 1, describe: 1 });
});

it('a rotation costs 7 table reads, 3 describes, 2 value reads, 1 value and 1 label move', async () => {
  const { rotation } = await callsOfReconciles();
  expect(tableReads(rotation)).toBe(7);
  expect(rotation).toMatchObject({ describe: 3, readVersion: 2, putVersion: 1, moveLabel: 1 });
});

it('unmanaging a key reads its record once and no other item', async () => {
  const { deps } = await manageStage();
  const { keyId } = managedIn(await manageNew(deps));
  const reads: string[] = [];
  const { readManagedRecord } = deps.store;
  const store = {
    ...deps.store,
    readKey: () => Promise.reject(new Error('expected no other read of the key')),
    readManagedRecord: (id: string) => {
      reads.push(id);
      return readManagedRecord(id);
    },
  };
  const name = { tenant: 'acme', keyId, stack: null };
  expect((await unmanageKey({ ...deps, store }, name, { revoke: false })).outcome).toBe('done');
  expect(reads).toEqual([keyId]);
});

/** Checks a due key for one day by its schedule, while Secrets Manager rejects each new value. */
async function dayOfFailures(fault: 'kms-denied' | 'throttled') {
  const stage = await manageStage();
  const { deps, clock, memory, state } = stage;
  const { keyId } = managedIn(await manageNew(deps, { rotateEveryMs: 90 * DAY }));
  const { putVersion } = deps.secrets;
  deps.secrets.putVersion = () => Promise.reject(new SecretStoreError(fault));
  const reconcileSchedule = createMemoryReconcileSchedule(memory);
  let checks = 0;
  const pass = async (ms: number) => {
    for (const endMs = clock.nowMs + ms; clock.nowMs < endMs; clock.nowMs += MINUTE) {
      if (((await state(keyId)).reconcileAtMs ?? Number.POSITIVE_INFINITY) > clock.nowMs) continue;
      checks += 1;
      await reconcileKey({ ...deps, reconcileSchedule }, keyId);
    }
  };
  clock.nowMs += 90 * DAY;
  await pass(DAY);
  const restoreWrites = () => {
    deps.secrets.putVersion = putVersion;
  };
  return { ...stage, keyId, checks, pass, restoreWrites };
}

it.each([
  ['kms-denied', 48],
  ['throttled', 310],
] as const)('limits the checks of a day of %s to its backoff', async (fault, limit) => {
  const { checks } = await dayOfFailures(fault);
  expect(checks).toBeGreaterThan(24);
  expect(checks).toBeLessThan(limit);
});

it('starts a new rotation within an hour after an abandoned one', async () => {
  const { keyId, published, pass, restoreWrites, valueIn } = await dayOfFailures('kms-denied');
  expect(published.map(({ kind }) => kind)).toContain('rotation.abandoned');
  const first = valueIn(keyId);
  restoreWrites();
  await pass(8 * HOUR);
  expect(valueIn(keyId)).not.toBe(first);
});
