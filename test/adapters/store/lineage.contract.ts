import { describe, expect, it } from 'vitest';
import type { Key, Lineage } from '../../../lib/core/keys/key.ts';
import { keyOf, NO_MAXIMUM, NOON, ownerOf } from '../../support/entities.ts';
import { commit, created, populate, type StoreUnderTest } from './store-under-test.ts';

export function lineage({ store }: StoreUnderTest): void {
  describe('derived keys', () => {
    it('are listed by kind and ID with any status', async () => {
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

    it('are empty for a key without any and for an unknown key', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));

      for (const id of [key.id, 'Missing']) {
        expect(await store.readDescendants(id)).toEqual({ successors: [], children: [] });
      }
    });

    it('do not include indirectly derived keys', async () => {
      const { tenant } = await populate(store);
      const ancestor = await created(store, keyOf(tenant.id));
      const child = await created(store, childOf(ancestor));
      const grandchild = await created(store, childOf(child));

      expect((await store.readDescendants(ancestor.id)).children).toEqual([child.id]);
      expect((await store.readDescendants(child.id)).children).toEqual([grandchild.id]);
    });
  });

  describe('a key that is created with another', () => {
    it.each(['disabled', 'deleted', 'revoked'] as const)(
      'requires an active parent: not %s',
      async (status) => {
        const { tenant } = await populate(store);
        const parent = await created(store, keyOf(tenant.id));
        await commit(store, { kind: 'update-key', key: { ...parent, status, version: 2 } });
        const child = childOf(parent);

        expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key: child })).toBe(
          'key-not-active',
        );
        expect(await store.readKey(child.id)).toBeUndefined();
        expect((await store.readDescendants(parent.id)).children).toEqual([]);
      },
    );

    it('requires an existing parent', async () => {
      const { tenant } = await populate(store);
      const child = childOf(keyOf(tenant.id));

      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key: child })).toBe(
        'key-not-active',
      );
      expect(await store.readKey(child.id)).toBeUndefined();
    });

    it('is rejected for its owner first, then for its parent, then for a taken ID', async () => {
      const { tenant, owner } = await populate(store);
      const parent = await created(store, keyOf(tenant.id));
      await commit(store, { kind: 'update-key', key: { ...parent, status: 'disabled', version: 2 } });
      const taken = await created(store, keyOf(tenant.id));
      const child = childOf(parent, { id: taken.id });

      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key: child })).toBe(
        'key-not-active',
      );
      await commit(store, { kind: 'update-owner', owner: { ...owner, status: 'deactivated', version: 2 } });
      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key: child })).toBe(
        'owner-deactivated',
      );
    });

    it('writes no link if its ID is taken', async () => {
      const { tenant } = await populate(store);
      const parent = await created(store, keyOf(tenant.id));
      const taken = await created(store, keyOf(tenant.id));

      expect(
        await commit(store, {
          kind: 'create-key',
          counting: NO_MAXIMUM,
          key: childOf(parent, { id: taken.id }),
        }),
      ).toBe('exists');
      expect((await store.readDescendants(parent.id)).children).toEqual([]);
    });

    it('is found after a concurrent revocation of its parent', async () => {
      const { tenant } = await populate(store);
      const parent = await created(store, keyOf(tenant.id));
      const children = Array.from({ length: 16 }, () => childOf(parent));

      const revoking = commit(store, { kind: 'update-key', key: { ...revoked(parent), version: 2 } });
      const outcomes = await Promise.all(
        children.map((key) => commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key })),
      );
      expect(await revoking).toBe('committed');

      const made = children.filter((_, at) => outcomes[at] === 'committed').map(({ id }) => id);
      expect((await store.readDescendants(parent.id)).children).toEqual(made.toSorted());
      for (const outcome of outcomes) expect(['committed', 'key-not-active']).toContain(outcome);
      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key: childOf(parent) })).toBe(
        'key-not-active',
      );
    });
  });

  it('renews a key with any status', async () => {
    const { tenant } = await populate(store);
    const key = await created(store, keyOf(tenant.id));
    await commit(store, { kind: 'update-key', key: { ...revoked(key), version: 2 } });

    const successor = await created(store, successorOf(key));

    expect((await store.readDescendants(key.id)).successors).toEqual([successor.id]);
  });
}

/** A key that is derived from another key of the same tenant. */
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
