import type { Clock } from '../runtime.ts';
import { type Cascades, UnavailableError } from '../store.ts';
import { RECONCILE_SHARDS, type ReconcileSchedule, type Task } from './reconcile-schedule.ts';
import { TASKS_PER_BATCH, type TaskQueue } from './tasks.ts';

/** The most visits of a shard that one sweep queues: 2,000 a minute in all, what Secrets Manager lets through. */
const SHARD_LIMIT = 250;
/** The most pending cascades that one sweep queues. */
const CASCADES_LIMIT = 100;
/** A cascade younger than this is still the request's that began it. */
const CASCADE_AGE_MS = 30_000;
/** What is due for longer says that the sweep doesn't keep up, or that visits fail. */
const OVERDUE_MS = 15 * 60_000;

export interface SweepDeps {
  readonly cascades: Cascades;
  readonly reconcileSchedule: ReconcileSchedule;
  readonly queue: TaskQueue;
  readonly clock: Clock;
  /** For how long a queued visit is not queued again, in milliseconds. */
  readonly leaseMs: number;
}

/** What a sweep found. */
export interface SweepCounts {
  readonly due: number;
  readonly queued: number;
  readonly overdue: number;
}

/**
 * Queues the visits that are due. Each is leased in the same step, by a condition: of two sweeps at once one queues
 * it, and it comes up again if nothing comes of it. Pending cascades are queued at each sweep until they are complete.
 *
 * @throws UnavailableError where the store or the queue don't answer: what was not queued is due at the next sweep
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
  for (let done = 0; done < pending.length; done += TASKS_PER_BATCH) {
    const batch = pending.slice(done, done + TASKS_PER_BATCH);
    await queue.send(batch.map(({ keyId }) => ({ task: 'cascade', keyId })));
  }
  const overdue = pending.filter(({ sinceMs }) => sinceMs < nowMs - OVERDUE_MS).length;
  return { due: pending.length, queued: pending.length, overdue };
}

async function sweepShard(deps: SweepDeps, shard: number, nowMs: number): Promise<SweepCounts> {
  const due = await deps.reconcileSchedule.listDue(shard, nowMs, SHARD_LIMIT);
  let queued = 0;
  for (let done = 0; done < due.length; done += TASKS_PER_BATCH) {
    queued += await queueReconcileSchedule(
      deps,
      due.slice(done, done + TASKS_PER_BATCH),
      nowMs + deps.leaseMs,
    );
  }
  const overdue = due.filter(({ atMs }) => atMs < nowMs - OVERDUE_MS).length;
  return { due: due.length, queued, overdue };
}

async function queueReconcileSchedule(
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
