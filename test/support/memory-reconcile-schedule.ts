import { type ReconcileSchedule, reconcileShard } from '../../lib/core/rotation/reconcile-schedule.ts';
import type { MemoryState } from './memory-state.ts';

/** The visits of a state in memory, by the rules of the real ones: both pass the contract. */
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
