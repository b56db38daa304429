import type { StepResult } from './blocked-reasons.ts';
import { nextEffect } from './next-effect.ts';
import { nextReconcileAtMs } from './next-reconcile.ts';
import type { ReconcileSchedule } from './reconcile-schedule.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { runEffects } from './run-effects.ts';
import type { Snapshot } from './snapshot.ts';

export interface ReconcileDeps extends RotationDeps {
  readonly reconcileSchedule: ReconcileSchedule;
}

/**
 * Reconciles a managed key with its secret: continues a rotation, starts one that is due, retires old values, cleans up
 * an abandoned rotation, publishes key events. Safe to repeat, also concurrently.
 *
 * @throws UnavailableError if the store does not respond: run it again
 */
export async function reconcile(deps: RotationDeps, keyId: string): Promise<StepResult> {
  return (await runEffects(deps, keyId, nextEffect)).outcome;
}

/**
 * Reconciles a key and schedules its next check.
 *
 * @throws UnavailableError if the store does not respond: its lease ends, and the sweep queues it again
 */
export async function reconcileKey(deps: ReconcileDeps, keyId: string): Promise<StepResult> {
  const { outcome, snapshot } = await runEffects(deps, keyId, nextEffect);
  if (snapshot) await scheduleNext(deps, snapshot);
  return outcome;
}

/** A check that another writer has rescheduled keeps its time. */
async function scheduleNext(
  { reconcileSchedule, clock, limits }: ReconcileDeps,
  { record, freeze }: Snapshot,
): Promise<void> {
  const { keyId, reconcileAtMs: atMs } = record.managed;
  if (atMs === null) return;
  const nextMs = nextReconcileAtMs(record, { nowMs: clock(), limits, freeze });
  if (nextMs !== atMs) await reconcileSchedule.move({ keyId, atMs }, nextMs);
}
