import { jitterOf } from './jitter.ts';

/** Over how many partitions the visits are spread. */
export const RECONCILE_SHARDS = 8;

/** The partition in which a key's visit stands, from 0. */
export function reconcileShard(keyId: string): number {
  return Math.floor(jitterOf(keyId) * RECONCILE_SHARDS);
}

/** When the sweep is to have a managed key looked at. */
export interface Task {
  readonly keyId: string;
  readonly atMs: number;
}

/** The port of what is due, by time. Its contract is test/adapters/reconcile-schedule.contract.ts. */
export interface ReconcileSchedule {
  /**
   * The visits of a shard that are due by then, the earliest first, a moment behind. What it reads depends on how
   * many there are, not on how many keys.
   */
  listDue(shard: number, nowMs: number, limit: number): Promise<readonly Task[]>;
  /**
   * Moves a visit that still stands where it was seen; null: there is none any more. Of any number that move the same
   * one, one wins.
   *
   * @returns whether it was moved
   */
  move(task: Task, toMs: number | null): Promise<boolean>;
}
