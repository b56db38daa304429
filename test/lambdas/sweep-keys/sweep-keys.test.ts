import { expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/sweep-keys/handler.ts';
import { SWEEP_EVENT } from '../../../lib/contracts/rotation-tasks.ts';
import type { RotationTask } from '../../../lib/core/rotation/tasks.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { managedKeyOf, NOON } from '../../support/entities.ts';
import { createMemoryDailyRuns } from '../../support/memory-daily-runs.ts';
import { createMemoryReconcileSchedule } from '../../support/memory-reconcile-schedule.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { createTenantWithOwners } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

async function sweeper(send: (task: RotationTask) => Promise<void> = async () => {}) {
  const state = new MemoryState();
  const store = createMemoryStore({}, { state });
  await createTenantWithOwners(useCaseDeps(store));
  state.managedKeys.set('k1', managedKeyOf('k1', { reconcileAtMs: NOON - 1 }));
  state.managedKeys.set('k2', managedKeyOf('k2', { reconcileAtMs: NOON - 3_600_000 }));
  const queued: RotationTask[] = [];
  const lines: string[] = [];
  const handler = createHandler({
    store,
    reconcileSchedule: createMemoryReconcileSchedule(state),
    cascades: store,
    dailyRuns: createMemoryDailyRuns(),
    queue: {
      send: async (tasks) => {
        for (const task of tasks) await send(task);
        queued.push(...tasks);
      },
    },
    clock: () => NOON,
    leaseMs: 60_000,
    rotation: 'test',
    log: (line) => lines.push(line),
  });
  return { handler, queued, lines };
}

it('queues due tasks each minute and reports the heartbeat, due and overdue tasks', async () => {
  const { handler, queued, lines } = await sweeper();
  await handler(SWEEP_EVENT);
  expect(queued.flatMap((each) => ('keyId' in each ? each.keyId : [])).sort()).toEqual(['k1', 'k2']);
  await handler(SWEEP_EVENT);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      Rotation: 'test',
      SweepRuns: 1,
      DueReconciles: 2,
      OverdueReconciles: 1,
    }),
    // Counts of 0 are not published.
    { _aws: expect.anything(), Rotation: 'test', SweepRuns: 1 },
  ]);
});

it('queues the daily check of each tenant once a day', async () => {
  const { handler, queued } = await sweeper();
  for (let minute = 0; minute < 3; minute += 1) await handler(SWEEP_EVENT);
  expect(queued.filter(({ task }) => task === 'daily-check')).toEqual([
    { task: 'daily-check', tenant: 'acme', day: Math.floor(NOON / 86_400_000) },
  ]);
});

it('reports no heartbeat while daily checks cannot be queued, and still queues due tasks', async () => {
  const { handler, queued, lines } = await sweeper(async ({ task }) => {
    if (task === 'daily-check') throw new UnavailableError('the queue is down');
  });
  await expect(handler(SWEEP_EVENT)).rejects.toThrow(UnavailableError);
  expect(queued.flatMap((each) => ('keyId' in each ? each.keyId : [])).sort()).toEqual(['k1', 'k2']);
  expect(lines).toEqual([]);
});

it.each([{}, { postern: 'sweep' }, { postern: 'daily-check' }, null, 'sweep-due'])(
  'rejects %j',
  async (event) => {
    const { handler, queued } = await sweeper();
    await expect(handler(event)).rejects.toThrow();
    expect(queued).toEqual([]);
  },
);
