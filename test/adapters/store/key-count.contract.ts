import { describe, expect, it } from 'vitest';
import type { Key } from '../../../lib/core/keys/key.ts';
import type { KeyCounting } from '../../../lib/core/store.ts';
import { eventOf, keyOf, NO_MAXIMUM } from '../../support/entities.ts';
import { commit, created, populate, type StoreUnderTest } from './store-under-test.ts';

const atMost = (maxKeys: number) => ({ kind: 'added', maxKeys }) as const;

export function keyCount({ store }: StoreUnderTest): void {
  describe('the count of keys of an owner', () => {
    const update = (key: Key, counting: Exclude<KeyCounting, { kind: 'in-place-of' }>) =>
      commit(store, { kind: 'update-key', key: { ...key, version: key.version + 1 }, counting });

    it('contains each created key, in each tenant on its own', async () => {
      const { tenant, owner } = await populate(store);
      const other = await populate(store);
      const [one, two] = [await created(store, keyOf(tenant.id)), await created(store, keyOf(tenant.id))];

      expect(await store.readKeyCount(owner)).toBe(2);
      expect([...(await store.readCountedKeys(owner))].sort()).toEqual([one.id, two.id].sort());
      expect(await store.isKeyCounted(one)).toBe(true);
      expect(await store.readKeyCount(other.owner)).toBe(0);
      expect(await store.readCountedKeys(other.owner)).toEqual([]);
      expect(await store.isKeyCounted(keyOf(other.tenant.id))).toBe(false);
    });

    it('rejects a key above the maximum, and writes nothing of it', async () => {
      const { tenant, owner } = await populate(store);
      const create = (key: Key) => commit(store, { kind: 'create-key', counting: atMost(2), key });
      const above = keyOf(tenant.id);
      expect(await create(keyOf(tenant.id))).toBe('committed');
      expect(await create(keyOf(tenant.id))).toBe('committed');

      expect(await create(above)).toBe('version-conflict');
      expect(await store.readKey(above.id)).toBeUndefined();
      expect(await store.readKeyCount(owner)).toBe(2);
    });

    it('counts a replacement in place of the replaced key, also at the maximum', async () => {
      const { tenant, owner } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const revoked: Key = { ...key, status: 'revoked', credentials: [], version: 2 };
      const next = keyOf(tenant.id, { lineage: { predecessor: key.id, parent: null } });
      const change = {
        ...({ kind: 'create-key', key: next, counting: { kind: 'in-place-of', key: key.id } } as const),
        replaced: { key: revoked, event: eventOf(tenant.id) },
      };

      expect(await commit(store, change)).toBe('committed');
      expect(await store.readCountedKeys(owner)).toEqual([next.id]);
      expect(await store.readKeyCount(owner)).toBe(1);
    });

    it('releases keys once, and only in the version that was read', async () => {
      const { tenant, owner } = await populate(store);
      const [ended, other] = [await created(store, keyOf(tenant.id)), await created(store, keyOf(tenant.id))];

      expect(await store.releaseKeys(owner, [{ ...ended, version: 2 }, other])).toBe('version-conflict');
      expect(await store.readKeyCount(owner)).toBe(2);
      expect(await store.releaseKeys(owner, [{ id: ended.id, version: null }])).toBe('version-conflict');
      expect(await store.releaseKeys(owner, [ended])).toBe('committed');
      expect(await store.releaseKeys(owner, [ended])).toBe('version-conflict');
      expect(await store.readCountedKeys(owner)).toEqual([other.id]);
      expect(await store.readKeyCount(owner)).toBe(1);
    });

    it('counts an updated key that was released, and only then', async () => {
      const { tenant, owner } = await populate(store);
      const key = await created(store, keyOf(tenant.id));

      expect(await update(key, NO_MAXIMUM)).toBe('version-conflict');
      expect(await update(key, { kind: 'counted' })).toBe('committed');
      const second = { ...key, version: 2 };
      expect(await store.releaseKeys(owner, [second])).toBe('committed');
      expect(await update(second, { kind: 'counted' })).toBe('version-conflict');
      expect(await update(second, atMost(1))).toBe('committed');
      expect(await store.readCountedKeys(owner)).toEqual([key.id]);
    });
  });
}
