import { type ReconcileSchedule, reconcileShard } from '../../lib/core/rotation/reconcile-schedule.ts';
import type { MemoryState } from './memory-state.ts';

/** The reconcile schedule of a state in memory. It passes the same contract tests as the DynamoDB schedule. */
export function createMemoryReconcileSchedule({ managedKeys }: MemoryState): ReconcileSchedule {
  return {
    listDue: async (shard, nowMs, limit) =>
      [...managedKeys.values()]
        .flatMap(({ keyId, reconcileAtMs }) => (reconcileAtMs === null ? [] : { keyId, atMs: reconcileAtMs }))
        .filter(({ keyId, atMs }) => reconcileShard(keyId) === shard && atMs <= nowMs)
        .sort((one, other) => one.atMs - other.atMs)
        .slice(0, limit),
    move: async ({ keyId, atMs }, toMs) => {
      const found = managedKeys.get(keyId);
      if (found?.reconcileAtMs !== atMs) return false;
      managedKeys.set(keyId, { ...found, reconcileAtMs: toMs });
      return true;
    },
  };
}
