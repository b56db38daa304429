import {
  RECONCILE_SHARDS,
  type ReconcileSchedule,
  type Task,
} from '../../lib/core/rotation/reconcile-schedule.ts';

/** A reconcile schedule on a sorted index, as in DynamoDB, so that only due tasks are read. Counts its requests. */
export interface CountingReconcileSchedule extends ReconcileSchedule {
  /** The numbers of queries, of tasks that they read, and of moves. */
  readonly requests: { queries: number; read: number; moves: number };
}

/** `stored` tasks, of which `due` are due at `nowMs`. Key IDs are numbers, distributed evenly over the shards. */
export function countingReconcileSchedule(
  stored: number,
  due: number,
  nowMs: number,
): CountingReconcileSchedule {
  const requests = { queries: 0, read: 0, moves: 0 };
  const shards: Task[][] = Array.from({ length: RECONCILE_SHARDS }, () => []);
  for (let n = 0; n < stored; n += 1) {
    shards[n % RECONCILE_SHARDS]?.push({ keyId: String(n), atMs: n < due ? nowMs - due + n : nowMs + n });
  }
  return {
    requests,
    listDue: async (shard, atMs, limit) => {
      const listed: Task[] = [];
      for (const task of shards[shard] ?? []) {
        if (task.atMs > atMs || listed.length === limit) break;
        listed.push(task);
      }
      requests.queries += 1;
      requests.read += listed.length;
      return listed;
    },
    move: async ({ keyId, atMs }, toMs) => {
      requests.moves += 1;
      const shard = shards[Number(keyId) % RECONCILE_SHARDS] ?? [];
      const position = shard.findIndex((each) => each.keyId === keyId && each.atMs === atMs);
      if (position < 0) return false;
      shard.splice(position, 1);
      if (toMs !== null) shard.push({ keyId, atMs: toMs });
      return true;
    },
  };
}
