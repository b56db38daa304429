import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Key } from '../../lib/core/keys/key.ts';
import type { ManagedKey } from '../../lib/core/rotation/managed-key.ts';
import {
  RECONCILE_SHARDS,
  type ReconcileSchedule,
  reconcileShard,
  type Task,
} from '../../lib/core/rotation/reconcile-schedule.ts';
import type { Store } from '../../lib/core/store.ts';
import { eventOf, keyOf, managedKeyOf, NO_MAXIMUM } from '../support/entities.ts';
import { populate } from './store/store-under-test.ts';

/** The sweep of a shared table does not get there. */
const FAR_AHEAD = Date.UTC(2100, 0, 1);
/** More than other tests leave in a shared table. */
const MANY = 1000;

/** The guarantees of the port, for tasks that are stored with `store`. */
export function reconcileScheduleContract(
  name: string,
  store: Store,
  reconcileSchedule: ReconcileSchedule,
): void {
  const due = async (shard: number, nowMs: number) =>
    (await reconcileSchedule.listDue(shard, nowMs, MANY)).map(({ keyId, atMs }) => ({ keyId, atMs }));

  describe(name, () => {
    it('lists a task from its due time, only in the shard of its key', async () => {
      const { task } = await managed(store);
      const shard = reconcileShard(task.keyId);
      expect(await due(shard, task.atMs - 1)).not.toContainEqual(task);
      for (let each = 0; each < RECONCILE_SHARDS; each += 1) {
        const listed = await due(each, task.atMs);
        expect(listed.some(({ keyId }) => keyId === task.keyId)).toBe(each === shard);
      }
    });

    it('lists due tasks earliest first, up to the limit', async () => {
      const made: Task[] = [];
      const { task: first } = await managed(store);
      const shard = reconcileShard(first.keyId);
      for (let more = 0; more < 3; more += 1) made.push((await managed(store, { shard })).task);
      const expected = [first, ...made].sort((one, other) => one.atMs - other.atMs);
      const ids = new Set(expected.map(({ keyId }) => keyId));
      const listed = await due(shard, expected.at(-1)?.atMs ?? 0);
      expect(listed.filter(({ keyId }) => ids.has(keyId))).toEqual(expected);
      expect(await reconcileSchedule.listDue(shard, Date.UTC(2101), 2)).toHaveLength(2);
    });

    it('reschedules a task once: a concurrent attempt with the old time fails', async () => {
      const { task, state } = await managed(store);
      const shard = reconcileShard(task.keyId);
      const moved = { ...task, atMs: task.atMs + 60_000 };
      const moves = Array.from({ length: 8 }, () => reconcileSchedule.move(task, moved.atMs));
      expect((await Promise.all(moves)).filter((each) => each)).toHaveLength(1);
      expect(await due(shard, moved.atMs - 1)).not.toContainEqual(task);
      expect(await due(shard, moved.atMs)).toContainEqual(moved);
      expect(await store.readManagedKey(task.keyId)).toEqual({ ...state, reconcileAtMs: moved.atMs });
    });

    it('does not list or reschedule a removed task', async () => {
      const { task, state } = await managed(store);
      expect(await reconcileSchedule.move(task, null)).toBe(true);
      expect(await reconcileSchedule.move(task, task.atMs + 1)).toBe(false);
      expect(await due(reconcileShard(task.keyId), task.atMs)).not.toContainEqual(task);
      expect(await store.readManagedKey(task.keyId)).toEqual({ ...state, reconcileAtMs: null });
    });

    it('keeps the time of a concurrent update', async () => {
      const { task, key, state } = await managed(store);
      const decided = { ...state, reconcileAtMs: task.atMs + 5 };
      await store.commit(
        { kind: 'update-key', key: { ...key, version: 3 }, managed: decided },
        eventOf(key.tenant),
      );
      expect(await reconcileSchedule.move(task, task.atMs + 60_000)).toBe(false);
      expect(await store.readManagedKey(task.keyId)).toEqual(decided);
    });

    it('has no task for an unmanaged key', async () => {
      const { task, key } = await managed(store);
      await store.commit(
        { kind: 'update-key', key: { ...key, version: 3 }, managed: 'removed' },
        eventOf(key.tenant),
      );
      expect(await reconcileSchedule.move(task, task.atMs + 1)).toBe(false);
      expect(await due(reconcileShard(task.keyId), task.atMs)).not.toContainEqual(task);
    });
  });
}

/** A managed key with a scheduled reconcile, in the given shard, if any. */
async function managed(
  store: Store,
  { shard }: { readonly shard?: number } = {},
): Promise<{ readonly task: Task; readonly key: Key; readonly state: ManagedKey }> {
  const { tenant } = await populate(store);
  let key = keyOf(tenant.id);
  while (shard !== undefined && reconcileShard(key.id) !== shard) key = keyOf(tenant.id);
  await store.commit({ kind: 'create-key', counting: NO_MAXIMUM, key }, eventOf(tenant.id));
  const task = { keyId: key.id, atMs: FAR_AHEAD + randomInt(1_000_000_000) };
  const state = managedKeyOf(key.id, { tenant: tenant.id, reconcileAtMs: task.atMs });
  const next = { ...key, version: 2 };
  await store.commit({ kind: 'update-key', key: next, managed: state }, eventOf(tenant.id));
  return { task, key: next, state };
}
