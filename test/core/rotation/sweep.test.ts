import { expect, it } from 'vitest';
import { RECONCILE_SHARDS } from '../../../lib/core/rotation/reconcile-schedule.ts';
import { sweepDue } from '../../../lib/core/rotation/sweep.ts';
import { type RotationTask, TASKS_PER_BATCH } from '../../../lib/core/rotation/tasks.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { managedKeyOf, NOON } from '../../support/entities.ts';
import { createMemoryReconcileSchedule } from '../../support/memory-reconcile-schedule.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { callsOfSweep } from './counted-calls.ts';

const MINUTE = 60_000;
const LEASE_MS = 6 * MINUTE;

/** A sweep over `due` keys that are due at noon, each a minute after the one before, and `more` keys that are not due. */
function stage(due: number, more = 0) {
  const state = new MemoryState();
  const keyIds = Array.from({ length: due + more }, (_, n) => `key${n}`);
  for (const [n, keyId] of keyIds.entries()) {
    const reconcileAtMs = n < due ? NOON - n * MINUTE : NOON + 1 + n;
    state.managedKeys.set(keyId, managedKeyOf(keyId, { reconcileAtMs }));
  }
  const batches: (readonly RotationTask[])[] = [];
  const clock = { nowMs: NOON };
  const reconcileSchedule = createMemoryReconcileSchedule(state);
  const queue = { send: async (works: readonly RotationTask[]) => void batches.push(works) };
  const queued = () => batches.flat().flatMap((each) => (each.task === 'reconcile' ? each.keyId : []));
  return {
    ...{ state, batches, clock, queued, queue },
    deps: {
      reconcileSchedule,
      cascades: createMemoryStore({}, { state }),
      queue,
      clock: () => clock.nowMs,
      leaseMs: LEASE_MS,
    },
  };
}

it('queues each due task once, in batches of the SQS size, and nothing else', async () => {
  const { deps, queued, batches } = stage(100, 100);
  expect(await sweepDue(deps)).toMatchObject({ due: 100, queued: 100 });
  expect(queued().sort()).toEqual(Array.from({ length: 100 }, (_, n) => `key${n}`).sort());
  for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(TASKS_PER_BATCH);
});

it('queues a task once during concurrent sweeps and while its lease is held', async () => {
  const { deps, queued, clock } = stage(50);
  const both = await Promise.all([sweepDue(deps), sweepDue(deps)]);
  expect(both.map(({ queued: count }) => count).reduce((sum, each) => sum + each)).toBe(50);
  clock.nowMs += LEASE_MS - 1;
  expect(await sweepDue(deps)).toMatchObject({ due: 0 });
  expect(queued()).toHaveLength(50);
});

it('queues an unfinished task again after its lease has expired', async () => {
  const { deps, queued, clock } = stage(1);
  await sweepDue(deps);
  clock.nowMs += LEASE_MS;
  expect(await sweepDue(deps)).toMatchObject({ queued: 1 });
  expect(queued()).toEqual(['key0', 'key0']);
});

it('keeps a task due for the next sweep if the queue rejects it', async () => {
  const { deps, queue, queued } = stage(30);
  const { send } = queue;
  deps.queue.send = () => Promise.reject(new UnavailableError('the queue is down'));
  await expect(sweepDue(deps)).rejects.toThrow(UnavailableError);
  deps.queue.send = send;
  expect(await sweepDue(deps)).toMatchObject({ queued: 30 });
  expect(queued()).toHaveLength(30);
});

it('returns the number of tasks that are overdue by 15 minutes or more', async () => {
  const { deps } = stage(20);
  // Due for 16, 17, 18 and 19 minutes.
  expect(await sweepDue(deps)).toMatchObject({ due: 20, overdue: 4 });
});

it('leaves tasks beyond the limit of one sweep to the next sweep', async () => {
  const { deps, queued } = stage(5000);
  const first = await sweepDue(deps);
  expect(first.queued).toBeLessThanOrEqual(2000);
  while ((await sweepDue(deps)).queued > 0);
  expect(new Set(queued()).size).toBe(5000);
});

it('costs the same for 1,000 due tasks with 10,000 and with 1,000,000 stored keys', async () => {
  const few = await callsOfSweep(1000, 10_000);
  expect(few).toEqual({ queries: RECONCILE_SHARDS, read: 1000, moves: 1000, cascades: 1, batches: 104 });
  expect(await callsOfSweep(1000, 1_000_000)).toEqual(few);
});

it('queues a pending cascade at each sweep until it is complete, after its request has ended', async () => {
  const { deps, state, batches, clock } = stage(0);
  for (let n = 0; n < 12; n += 1)
    state.pendingCascades.set(`key${n}`, { keyId: `key${n}`, sinceMs: NOON, keyVersion: 2 });
  expect(await sweepDue(deps)).toEqual({ due: 0, queued: 0, overdue: 0 });
  clock.nowMs += MINUTE;
  expect(await sweepDue(deps)).toEqual({ due: 12, queued: 12, overdue: 0 });
  expect(batches.map((batch) => batch.length)).toEqual([10, 2]);
  for (let n = 1; n < 12; n += 1) state.pendingCascades.delete(`key${n}`);
  clock.nowMs += 15 * MINUTE;
  expect(await sweepDue(deps)).toEqual({ due: 1, queued: 1, overdue: 1 });
  expect(batches.at(-1)).toEqual([{ task: 'cascade', keyId: 'key0' }]);
});
