import { describe, expect, it } from 'vitest';
import type { ExpectedVersions } from '../../../lib/core/store.ts';
import { keyOf, NO_MAXIMUM, sessionOf } from '../../support/entities.ts';
import { commit, created, populate, type StoreUnderTest } from './store-under-test.ts';

const NAMES = ['tenant', 'owner', 'parent', 'predecessor'] as const;
const AS_READ: ExpectedVersions = { tenant: 1, owner: 1, parent: 1, predecessor: 1 };

export function expectedVersions({ store }: StoreUnderTest): void {
  describe('the expected versions of a key change', () => {
    it('include its tenant, its owner and the keys in its lineage', async () => {
      const { key } = await relatives();
      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key, expected: AS_READ })).toBe(
        'committed',
      );
      const update = { kind: 'update-key', key: { ...key, name: 'new', version: 2 } } as const;
      expect(await commit(store, { ...update, expected: { tenant: 1, owner: 1 } })).toBe('committed');
    });

    it.each(NAMES)(
      'reject a new key with a version conflict if the version of its %s differs',
      async (name) => {
        const { key } = await relatives();
        for (const expected of [{ ...AS_READ, [name]: 2 }, { [name]: 2 }]) {
          expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key, expected })).toBe(
            'version-conflict',
          );
        }
        expect(await store.readKey(key.id)).toBeUndefined();
      },
    );

    it.each(['tenant', 'owner'] as const)(
      'reject an updated key with a version conflict if the version of its %s differs',
      async (name) => {
        const { tenant } = await populate(store);
        const key = await created(store, keyOf(tenant.id));
        const update = { kind: 'update-key', key: { ...key, name: 'new', version: 2 } } as const;
        expect(await commit(store, { ...update, expected: { [name]: 2 } })).toBe('version-conflict');
        expect(await store.readKey(key.id)).toEqual(key);
      },
    );

    it('reject a new session with a version conflict if the version of its key or owner differs', async () => {
      const { tenant } = await populate(store);
      const session = sessionOf(await created(store, keyOf(tenant.id)));
      for (const expected of [{ key: 2 }, { owner: 2 }, { key: 1, owner: 2 }, { key: 2, owner: 1 }]) {
        expect(await commit(store, { kind: 'create-session', session, expected })).toBe('version-conflict');
      }
      expect(await store.readSession(session.id)).toBeUndefined();
      const expected = { key: 1, owner: 1 };
      expect(await commit(store, { kind: 'create-session', session, expected })).toBe('committed');
    });

    it('are reported after a deactivated owner or an ended parent', async () => {
      const { key, owner, parent } = await relatives();
      await commit(store, { kind: 'update-key', key: { ...parent, status: 'disabled', version: 2 } });
      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key, expected: AS_READ })).toBe(
        'key-not-active',
      );
      await commit(store, { kind: 'update-owner', owner: { ...owner, status: 'deactivated', version: 2 } });
      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key, expected: AS_READ })).toBe(
        'owner-deactivated',
      );
    });
  });

  /** A key that is derived from two other keys, and is not stored yet. */
  async function relatives() {
    const { tenant, owner } = await populate(store);
    const parent = await created(store, keyOf(tenant.id));
    const predecessor = await created(store, keyOf(tenant.id));
    const lineage = { predecessor: predecessor.id, parent: parent.id };
    return { owner, parent, key: keyOf(tenant.id, { lineage }) };
  }
}
