import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Key } from '../../lib/core/keys/key.ts';
import type { ManagedKey } from '../../lib/core/rotation/managed-key.ts';
import {
  RECONCILE_SHARDS,
  type ReconcileSchedule,
  reconcileShard,
  type Visit,
} from '../../lib/core/rotation/reconcile-schedule.ts';
import type { Store } from '../../lib/core/store.ts';
import { eventOf, keyOf, managedKeyOf } from '../support/entities.ts';
import { populate } from './store/store-under-test.ts';

/** The sweep of a shared table does not get there. */
const FAR_AHEAD = Date.UTC(2100, 0, 1);
/** More than other tests leave in a shared table. */
const MANY = 1000;

/** Everything that the port promises, of visits that are stored with `store`. */
export function visitsContract(name: string, store: Store, visits: ReconcileSchedule): void {
  const due = async (shard: number, nowMs: number) =>
    (await visits.listDue(shard, nowMs, MANY)).map(({ keyId, atMs }) => ({ keyId, atMs }));

  describe(name, () => {
    it('a visit is listed from its time on, in the shard of its key and in no other', async () => {
      const { visit } = await managed(store);
      const shard = reconcileShard(visit.keyId);
      expect(await due(shard, visit.atMs - 1)).not.toContainEqual(visit);
      for (let each = 0; each < RECONCILE_SHARDS; each += 1) {
        const listed = await due(each, visit.atMs);
        expect(listed.some(({ keyId }) => keyId === visit.keyId)).toBe(each === shard);
      }
    });

    it('what is due is listed the earliest first, as much as was asked for', async () => {
      const made: Visit[] = [];
      const { visit: first } = await managed(store);
      const shard = reconcileShard(first.keyId);
      for (let more = 0; more < 3; more += 1) made.push((await managed(store, { shard })).visit);
      const expected = [first, ...made].sort((one, other) => one.atMs - other.atMs);
      const ids = new Set(expected.map(({ keyId }) => keyId));
      const listed = await due(shard, expected.at(-1)?.atMs ?? 0);
      expect(listed.filter(({ keyId }) => ids.has(keyId))).toEqual(expected);
      expect(await visits.listDue(shard, Date.UTC(2101), 2)).toHaveLength(2);
    });

    it('a visit is moved once: who saw it where it was comes too late', async () => {
      const { visit, state } = await managed(store);
      const shard = reconcileShard(visit.keyId);
      const moved = { ...visit, atMs: visit.atMs + 60_000 };
      const moves = Array.from({ length: 8 }, () => visits.move(visit, moved.atMs));
      expect((await Promise.all(moves)).filter((each) => each)).toHaveLength(1);
      expect(await due(shard, moved.atMs - 1)).not.toContainEqual(visit);
      expect(await due(shard, moved.atMs)).toContainEqual(moved);
      expect(await store.readManagedKey(visit.keyId)).toEqual({ ...state, visitAtMs: moved.atMs });
    });

    it('one that was taken away is due no more, and can be moved no more', async () => {
      const { visit, state } = await managed(store);
      expect(await visits.move(visit, null)).toBe(true);
      expect(await visits.move(visit, visit.atMs + 1)).toBe(false);
      expect(await due(reconcileShard(visit.keyId), visit.atMs)).not.toContainEqual(visit);
      expect(await store.readManagedKey(visit.keyId)).toEqual({ ...state, visitAtMs: null });
    });

    it('a step that was written meanwhile keeps the time that it decided on', async () => {
      const { visit, key, state } = await managed(store);
      const decided = { ...state, visitAtMs: visit.atMs + 5 };
      await store.commit(
        { kind: 'update-key', key: { ...key, version: 3 }, managed: decided },
        eventOf(key.tenant),
      );
      expect(await visits.move(visit, visit.atMs + 60_000)).toBe(false);
      expect(await store.readManagedKey(visit.keyId)).toEqual(decided);
    });

    it('a key that is managed no more has none', async () => {
      const { visit, key } = await managed(store);
      await store.commit(
        { kind: 'update-key', key: { ...key, version: 3 }, managed: 'removed' },
        eventOf(key.tenant),
      );
      expect(await visits.move(visit, visit.atMs + 1)).toBe(false);
      expect(await due(reconcileShard(visit.keyId), visit.atMs)).not.toContainEqual(visit);
    });
  });
}

/** A key that is managed, and whose visit is to come; in a shard, if that is asked for. */
async function managed(
  store: Store,
  { shard }: { readonly shard?: number } = {},
): Promise<{ readonly visit: Visit; readonly key: Key; readonly state: ManagedKey }> {
  const { tenant } = await populate(store);
  let key = keyOf(tenant.id);
  while (shard !== undefined && reconcileShard(key.id) !== shard) key = keyOf(tenant.id);
  await store.commit({ kind: 'create-key', key }, eventOf(tenant.id));
  const visit = { keyId: key.id, atMs: FAR_AHEAD + randomInt(1_000_000_000) };
  const state = managedKeyOf(key.id, { tenant: tenant.id, visitAtMs: visit.atMs });
  const next = { ...key, version: 2 };
  await store.commit({ kind: 'update-key', key: next, managed: state }, eventOf(tenant.id));
  return { visit, key: next, state };
}
