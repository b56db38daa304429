import { batchesOf } from '../batches.ts';
import type { Cascades } from '../keys/pending-cascade.ts';
import type { Clock } from '../runtime.ts';
import { UnavailableError } from '../store.ts';
import { RECONCILE_SHARDS, type ReconcileSchedule, type Task } from './reconcile-schedule.ts';
import { TASKS_PER_BATCH, type TaskQueue } from './tasks.ts';

/** The maximum number of checks that one sweep queues per shard: 2,000 a minute in all, within the Secrets Manager quota. */
const SHARD_LIMIT = 250;
/** The maximum number of pending cascades that one sweep queues. */
const CASCADES_LIMIT = 100;
/** The request that started a cascade still works on it until this age. */
const CASCADE_AGE_MS = 30_000;
/** Checks that are due for longer mean that the sweep lags. A check that fails is due again when its lease ends. */
const OVERDUE_MS = 15 * 60_000;

export interface SweepDeps {
  readonly cascades: Cascades;
  readonly reconcileSchedule: ReconcileSchedule;
  readonly queue: TaskQueue;
  readonly clock: Clock;
  /** The lease of a queued check, in milliseconds: until then it is not queued again. */
  readonly leaseMs: number;
}

/** The counts of a sweep. */
export interface SweepCounts {
  readonly due: number;
  readonly queued: number;
  readonly overdue: number;
}

/**
 * Queues due checks. A conditional write leases each one, so that only one of two concurrent sweeps queues it; it is due
 * again when the lease ends. Pending cascades are queued at each sweep until they are complete.
 *
 * @throws UnavailableError if the store or the queue does not respond: the remaining checks are due at the next sweep
 */
export async function sweepDue(deps: SweepDeps): Promise<SweepCounts> {
  const nowMs = deps.clock();
  const shards = Array.from({ length: RECONCILE_SHARDS }, (_, shard) => sweepShard(deps, shard, nowMs));
  const counts = await Promise.all([...shards, sweepCascades(deps, nowMs)]);
  return {
    due: sumOf(counts.map(({ due }) => due)),
    queued: sumOf(counts.map(({ queued }) => queued)),
    overdue: sumOf(counts.map(({ overdue }) => overdue)),
  };
}

async function sweepCascades({ cascades, queue }: SweepDeps, nowMs: number): Promise<SweepCounts> {
  const pending = await cascades.listPending(nowMs - CASCADE_AGE_MS, CASCADES_LIMIT);
  for (const batch of batchesOf(pending, TASKS_PER_BATCH)) {
    await queue.send(batch.map(({ keyId }) => ({ task: 'cascade', keyId })));
  }
  const overdue = pending.filter(({ sinceMs }) => sinceMs < nowMs - OVERDUE_MS).length;
  return { due: pending.length, queued: pending.length, overdue };
}

async function sweepShard(deps: SweepDeps, shard: number, nowMs: number): Promise<SweepCounts> {
  const due = await deps.reconcileSchedule.listDue(shard, nowMs, SHARD_LIMIT);
  let queued = 0;
  for (const batch of batchesOf(due, TASKS_PER_BATCH))
    queued += await queueChecks(deps, batch, nowMs + deps.leaseMs);
  const overdue = due.filter(({ atMs }) => atMs < nowMs - OVERDUE_MS).length;
  return { due: due.length, queued, overdue };
}

async function queueChecks(
  { reconcileSchedule, queue }: SweepDeps,
  due: readonly Task[],
  untilMs: number,
): Promise<number> {
  const areLeased = await Promise.all(due.map((task) => reconcileSchedule.move(task, untilMs)));
  const leased = due.filter((_, position) => areLeased[position]);
  if (leased.length === 0) return 0;
  try {
    await queue.send(leased.map(({ keyId }) => ({ task: 'reconcile', keyId })));
  } catch (error) {
    if (error instanceof UnavailableError) {
      const putBack = ({ keyId, atMs }: Task) => reconcileSchedule.move({ keyId, atMs: untilMs }, atMs);
      await Promise.allSettled(leased.map(putBack));
    }
    throw error;
  }
  return leased.length;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
