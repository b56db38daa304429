import { describe, expect, it } from 'vitest';
import type { Key, Lineage } from '../../../lib/core/keys/key.ts';
import { keyOf, NOON, ownerOf } from '../../support/entities.ts';
import { commit, created, populate, type StoreUnderTest } from './store-under-test.ts';

export function lineage({ store }: StoreUnderTest): void {
  describe('keys that come of another', () => {
    it('are found by it, each kind by id, whatever became of them since', async () => {
      const { tenant } = await populate(store);
      const ancestor = await created(store, keyOf(tenant.id));
      const child = await created(store, childOf(ancestor, { id: `b2${ancestor.id}` }));
      await created(store, childOf(ancestor, { id: `a1${ancestor.id}` }));
      await created(store, successorOf(ancestor, { id: `c3${ancestor.id}` }));
      await commit(store, { kind: 'update-key', key: { ...revoked(child), version: 2 } });

      expect(await store.readDescendants(ancestor.id)).toEqual({
        successors: [`c3${ancestor.id}`],
        children: [`a1${ancestor.id}`, `b2${ancestor.id}`],
      });
    });

    it('are none of a key that nothing came of, and of one that never was', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));

      for (const id of [key.id, 'Missing']) {
        expect(await store.readDescendants(id)).toEqual({ successors: [], children: [] });
      }
    });

    it('are not those that came of one of them', async () => {
      const { tenant } = await populate(store);
      const ancestor = await created(store, keyOf(tenant.id));
      const child = await created(store, childOf(ancestor));
      const grandchild = await created(store, childOf(child));

      expect((await store.readDescendants(ancestor.id)).children).toEqual([child.id]);
      expect((await store.readDescendants(child.id)).children).toEqual([grandchild.id]);
    });
  });

  describe('a key that is made with another', () => {
    it.each(['disabled', 'deleted', 'revoked'] as const)('needs it active: not %s', async (status) => {
      const { tenant } = await populate(store);
      const parent = await created(store, keyOf(tenant.id));
      await commit(store, { kind: 'update-key', key: { ...parent, status, version: 2 } });
      const child = childOf(parent);

      expect(await commit(store, { kind: 'create-key', key: child })).toBe('key-not-active');
      expect(await store.readKey(child.id)).toBeUndefined();
      expect((await store.readDescendants(parent.id)).children).toEqual([]);
    });

    it('needs it to be there', async () => {
      const { tenant } = await populate(store);
      const child = childOf(keyOf(tenant.id));

      expect(await commit(store, { kind: 'create-key', key: child })).toBe('key-not-active');
      expect(await store.readKey(child.id)).toBeUndefined();
    });

    it('is told of its deactivated owner before it, and of it before a taken id', async () => {
      const { tenant, owner } = await populate(store);
      const parent = await created(store, keyOf(tenant.id));
      await commit(store, { kind: 'update-key', key: { ...parent, status: 'disabled', version: 2 } });
      const taken = await created(store, keyOf(tenant.id));
      const child = childOf(parent, { id: taken.id });

      expect(await commit(store, { kind: 'create-key', key: child })).toBe('key-not-active');
      await commit(store, { kind: 'update-owner', owner: { ...owner, status: 'deactivated', version: 2 } });
      expect(await commit(store, { kind: 'create-key', key: child })).toBe('owner-deactivated');
    });

    it('leaves no trace at it where its id is taken', async () => {
      const { tenant } = await populate(store);
      const parent = await created(store, keyOf(tenant.id));
      const taken = await created(store, keyOf(tenant.id));

      expect(await commit(store, { kind: 'create-key', key: childOf(parent, { id: taken.id }) })).toBe(
        'exists',
      );
      expect((await store.readDescendants(parent.id)).children).toEqual([]);
    });

    it('is found by whoever revoked it, however close the two came', async () => {
      const { tenant } = await populate(store);
      const parent = await created(store, keyOf(tenant.id));
      const children = Array.from({ length: 16 }, () => childOf(parent));

      const revoking = commit(store, { kind: 'update-key', key: { ...revoked(parent), version: 2 } });
      const outcomes = await Promise.all(children.map((key) => commit(store, { kind: 'create-key', key })));
      expect(await revoking).toBe('committed');

      const made = children.filter((_, at) => outcomes[at] === 'committed').map(({ id }) => id);
      expect((await store.readDescendants(parent.id)).children).toEqual(made.toSorted());
      for (const outcome of outcomes) expect(['committed', 'key-not-active']).toContain(outcome);
      expect(await commit(store, { kind: 'create-key', key: childOf(parent) })).toBe('key-not-active');
    });
  });

  it('a key can be renewed whatever became of it', async () => {
    const { tenant } = await populate(store);
    const key = await created(store, keyOf(tenant.id));
    await commit(store, { kind: 'update-key', key: { ...revoked(key), version: 2 } });

    const successor = await created(store, successorOf(key));

    expect((await store.readDescendants(key.id)).successors).toEqual([successor.id]);
  });
}

/** A key that comes of another one of the same tenant. */
function childOf(key: Key, given: Partial<Key> = {}): Key {
  return comingOf(key, { predecessor: null, parent: key.id }, given);
}

function successorOf(key: Key, given: Partial<Key> = {}): Key {
  return comingOf(key, { predecessor: key.id, parent: null }, given);
}

function comingOf({ tenant }: Key, lineage: Lineage, given: Partial<Key>): Key {
  return keyOf(tenant, { lineage, owner: ownerOf(tenant).id, ...given });
}

function revoked(key: Key): Key {
  const revocation = { atMs: NOON, by: 'somebody', reason: 'compromised' } as const;
  return { ...key, status: 'revoked', credentials: [], revocation };
}
