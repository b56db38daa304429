import { expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/sweep-keys/handler.ts';
import { SWEEP_EVENTS } from '../../../lib/contracts/rotation-tasks.ts';
import type { RotationTask } from '../../../lib/core/rotation/tasks.ts';
import { managedKeyOf, NOON } from '../../support/entities.ts';
import { createMemoryReconcileSchedule } from '../../support/memory-reconcile-schedule.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { createTenantWithOwners } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

async function sweeper() {
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
    queue: { send: async (works) => void queued.push(...works) },
    clock: () => NOON,
    leaseMs: 60_000,
    rotation: 'test',
    log: (line) => lines.push(line),
  });
  return { handler, queued, lines };
}

it('queues due tasks each minute and reports the heartbeat, due and overdue tasks', async () => {
  const { handler, queued, lines } = await sweeper();
  await handler(SWEEP_EVENTS.due);
  expect(queued.map((each) => ('keyId' in each ? each.keyId : each)).sort()).toEqual(['k1', 'k2']);
  await handler(SWEEP_EVENTS.due);
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

it('queues the daily check of each tenant once a day and reschedules no key', async () => {
  const { handler, queued, lines } = await sweeper();
  await handler(SWEEP_EVENTS.dailyCheck);
  expect(queued).toEqual([{ task: 'daily-check', tenant: 'acme', day: Math.floor(NOON / 86_400_000) }]);
  expect(lines).toEqual([]);
});

it.each([{}, { postern: 'sweep' }, null, 'sweep-due'])('rejects %j', async (event) => {
  const { handler, queued } = await sweeper();
  await expect(handler(event)).rejects.toThrow();
  expect(queued).toEqual([]);
});
