import {
  RECONCILE_SHARDS,
  type ReconcileSchedule,
  type Task,
} from '../../lib/core/rotation/reconcile-schedule.ts';

/** ReconcileSchedule in an index as DynamoDB keeps one: sorted, so that what is not due is not read. Counts what is asked. */
export interface CountingReconcileSchedule extends ReconcileSchedule {
  /** Queries, the visits that they read, and moves. */
  readonly asked: { queries: number; read: number; moves: number };
}

/** `stored` visits, of which `due` are due at an instant. Keys are called by number, and lie in the shards in turn. */
export function countingReconcileSchedule(
  stored: number,
  due: number,
  nowMs: number,
): CountingReconcileSchedule {
  const asked = { queries: 0, read: 0, moves: 0 };
  const shards: Task[][] = Array.from({ length: RECONCILE_SHARDS }, () => []);
  for (let n = 0; n < stored; n += 1) {
    shards[n % RECONCILE_SHARDS]?.push({ keyId: String(n), atMs: n < due ? nowMs - due + n : nowMs + n });
  }
  return {
    asked,
    listDue: async (shard, atMs, limit) => {
      const listed: Task[] = [];
      for (const task of shards[shard] ?? []) {
        if (task.atMs > atMs || listed.length === limit) break;
        listed.push(task);
      }
      asked.queries += 1;
      asked.read += listed.length;
      return listed;
    },
    move: async ({ keyId, atMs }, toMs) => {
      asked.moves += 1;
      const shard = shards[Number(keyId) % RECONCILE_SHARDS] ?? [];
      const position = shard.findIndex((each) => each.keyId === keyId && each.atMs === atMs);
      if (position < 0) return false;
      shard.splice(position, 1);
      if (toMs !== null) shard.push({ keyId, atMs: toMs });
      return true;
    },
  };
}
