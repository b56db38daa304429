import { jitterOf } from './jitter.ts';

/** The number of index partitions of the schedule. */
export const RECONCILE_SHARDS = 8;

/** The index partition of a key, from 0. */
export function reconcileShard(keyId: string): number {
  return Math.floor(jitterOf(keyId) * RECONCILE_SHARDS);
}

/** A scheduled check of a managed key. */
export interface Task {
  readonly keyId: string;
  readonly atMs: number;
}

/** The port of the schedule of checks. Its contract is test/adapters/reconcile-schedule.contract.ts. */
export interface ReconcileSchedule {
  /**
   * The due checks of a shard, earliest first, eventually consistent. The read cost depends on their number, not on the
   * number of keys.
   */
  listDue(shard: number, nowMs: number, limit: number): Promise<readonly Task[]>;
  /**
   * Reschedules a check if its time is still `atMs` of the task; null removes it. Of concurrent calls for the same task,
   * one succeeds.
   *
   * @returns whether it was rescheduled
   */
  move(task: Task, toMs: number | null): Promise<boolean>;
}
