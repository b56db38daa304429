import { reconcileKey } from '../../../lib/core/rotation/reconcile.ts';
import { sweepDue } from '../../../lib/core/rotation/sweep.ts';
import { countingReconcileSchedule } from '../../support/counting-reconcile-schedule.ts';
import { NOON } from '../../support/entities.ts';
import { interceptCalls } from '../../support/intercept-calls.ts';
import { createMemoryReconcileSchedule } from '../../support/memory-reconcile-schedule.ts';
import { DAY, HOUR, MINUTE, managedIn, manageNew, manageStage } from './manage-fixture.ts';

/** The number of calls, by method name. */
export type Calls = Readonly<Record<string, number>>;

/** The table and queue calls of a sweep with `due` tasks and a number of stored keys. */
export async function callsOfSweep(due: number, stored: number): Promise<Calls> {
  const reconcileSchedule = countingReconcileSchedule(stored, due, NOON);
  let batches = 0;
  const queue = {
    send: async () => {
      batches += 1;
    },
  };
  let cascades = 0;
  const none = {
    listPending: async () => {
      cascades += 1;
      return [];
    },
  };
  await sweepDue({ reconcileSchedule, cascades: none, queue, clock: () => NOON, leaseMs: 6 * MINUTE });
  return { ...reconcileSchedule.requests, cascades, batches };
}

/** The calls of a check with nothing to do, and of a rotation from due until retired. */
export async function callsOfReconciles(): Promise<{ readonly check: Calls; readonly rotation: Calls }> {
  const { deps, clock, memory } = await manageStage();
  const settings = { rotateEveryMs: DAY, consumerCacheMs: HOUR, overlapMs: HOUR + MINUTE };
  const { keyId } = managedIn(await manageNew(deps, settings));
  const calls = new Map<string, number>();
  const counted = <Port extends object>(port: Port): Port =>
    interceptCalls(port, (call, name) => {
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return call();
    });
  const visited = {
    ...deps,
    store: counted(deps.store),
    secrets: counted(deps.secrets),
    provisioner: counted(deps.provisioner),
    log: () => {},
    keyEvents: counted(deps.keyEvents),
    reconcileSchedule: counted(createMemoryReconcileSchedule(memory)),
  };
  const taskAfter = async (ms: number) => {
    clock.nowMs += ms;
    await reconcileKey(visited, keyId);
  };
  // The first run confirms the promotion in all Regions.
  await taskAfter(MINUTE);
  calls.clear();
  await taskAfter(MINUTE);
  const check = Object.fromEntries(calls);
  calls.clear();
  await taskAfter(DAY);
  await taskAfter(HOUR + 3 * MINUTE);
  return { check, rotation: Object.fromEntries(calls) };
}
