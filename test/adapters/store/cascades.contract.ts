import { describe, expect, it } from 'vitest';
import type { Key } from '../../../lib/core/keys/key.ts';
import { eventOf, keyOf, NO_MAXIMUM, NOON, ownerOf } from '../../support/entities.ts';
import { commit, created, populate, type StoreUnderTest } from './store-under-test.ts';

/** More than other tests leave in a shared table. */
const MANY = 1000;

export function cascades({ store, cascades: pending }: StoreUnderTest): void {
  const pendingOf = async (keyId: string, beforeMs = NOON + 1) =>
    (await pending.listPending(beforeMs, MANY)).filter((each) => each.keyId === keyId);

  describe('a cascade', () => {
    it('is pending from the write that revokes its key until it is finished, which can be repeated', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));

      const change = { kind: 'update-key', key: compromised(key), cascade: 'pending' } as const;
      expect(await commit(store, change)).toBe('committed');
      expect(await pendingOf(key.id)).toEqual([{ keyId: key.id, sinceMs: NOON }]);
      expect(await pendingOf(key.id, NOON)).toEqual([]);

      expect(await store.finishCascade(key.id, 2)).toBe('committed');
      expect(await store.finishCascade(key.id, 2)).toBe('committed');
      expect(await pendingOf(key.id)).toEqual([]);
      expect(await store.readKey(key.id)).toEqual(compromised(key));
      expect(await store.readDescendants(key.id)).toEqual({ successors: [], children: [] });
    });

    it('starts with the write that replaces a key', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const successor = keyOf(tenant.id, { lineage: { predecessor: key.id, parent: null } });
      const replaced = { key: compromised(key), event: eventOf(tenant.id, { atMs: NOON - 5 }) };

      expect(
        await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key: successor, replaced }),
      ).toBe('committed');

      expect(await pendingOf(key.id)).toEqual([{ keyId: key.id, sinceMs: NOON - 5 }]);
      await store.finishCascade(key.id, 2);
    });

    it('stays pending if a later version of its key started another one', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const first = { ...key, compromisedUntilMs: NOON, version: 2 };
      await commit(store, { kind: 'update-key', key: first, cascade: 'pending' });
      await commit(store, { kind: 'update-key', key: { ...first, version: 3 }, cascade: 'pending' });

      expect(await store.finishCascade(key.id, 2)).toBe('version-conflict');
      expect(await pendingOf(key.id)).toEqual([{ keyId: key.id, sinceMs: NOON }]);

      expect(await store.finishCascade(key.id, 4)).toBe('committed');
      expect(await pendingOf(key.id)).toEqual([]);
      expect(await store.readKey(key.id)).toEqual({ ...first, version: 3 });
    });

    it('does not start with a rejected write or any other write', async () => {
      const { tenant, owner } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const late = { ...compromised(key), version: 3 };

      expect(await commit(store, { kind: 'update-key', key: late, cascade: 'pending' })).toBe(
        'version-conflict',
      );
      expect(await commit(store, { kind: 'update-key', key: compromised(key) })).toBe('committed');
      await commit(store, { kind: 'update-owner', owner: { ...ownerOf(tenant.id, owner), version: 2 } });

      expect(await pendingOf(key.id)).toEqual([]);
    });
  });
}

function compromised(key: Key): Key {
  const revocation = { atMs: NOON, by: 'ada', reason: 'compromised' } as const;
  return { ...key, status: 'revoked', credentials: [], revocation, version: 2 };
}
