import { describe, expect, it } from 'vitest';
import type { Key } from '../../../lib/core/keys/key.ts';
import {
  digestOf,
  freshTenantId,
  keyOf,
  managedKeyOf,
  NO_MAXIMUM,
  NOON,
  ownerOf,
  tenantOf,
} from '../../support/entities.ts';
import { allPages, commit, created, pageOf, populate, type StoreUnderTest } from './store-under-test.ts';

const ALL = { cursor: undefined, limit: 100 };

export function listings({ store }: StoreUnderTest): void {
  describe('listing', () => {
    it('lists the keys of one tenant, newest first, each once over all pages', async () => {
      const { tenant } = await populate(store);
      const other = await populate(store);
      await created(store, keyOf(other.tenant.id));
      const keys: Key[] = [];
      for (const createdAtMs of [NOON + 2, NOON, NOON + 1, NOON, NOON]) {
        keys.push(await created(store, keyOf(tenant.id, { createdAtMs })));
      }

      const pages = await allPages((page) => store.listKeys(tenant.id, page), 2);

      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      const listed = pages.flat();
      expect(listed.map(({ createdAtMs }) => createdAtMs)).toEqual([NOON + 2, NOON + 1, NOON, NOON, NOON]);
      expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(keys.map(({ id }) => id)));
    });

    it('lists the keys that were created in a time span, in both orders, of the tenant and of an owner', async () => {
      const { tenant, owner } = await populate(store);
      for (const at of [0, 1, 2, 3]) await created(store, keyOf(tenant.id, { createdAtMs: NOON + at }));
      const span = { fromMs: NOON + 1, toMs: NOON + 3 };
      const timesOf = async (order: 'newest' | 'oldest') => {
        const range = { ...span, order };
        const ofTenant = await allPages((page) => store.listKeys(tenant.id, page, range), 1);
        const ofOwner = await allPages((page) => store.listKeysOf(tenant.id, owner.id, page, range), 1);
        expect(ofOwner.flat()).toEqual(ofTenant.flat());
        return ofTenant.flat().map(({ createdAtMs }) => createdAtMs - NOON);
      };
      expect(await timesOf('newest')).toEqual([2, 1]);
      expect(await timesOf('oldest')).toEqual([1, 2]);
    });

    it('lists the keys of one owner, newest first, bound or not, each once over all pages', async () => {
      const { tenant, owner } = await populate(store);
      const other = await populate(store);
      await created(store, keyOf(other.tenant.id));
      await commit(store, { kind: 'create-owner', owner: ownerOf(tenant.id, { id: 'bob' }) });
      await created(store, keyOf(tenant.id, { owner: 'bob' }));
      const keys: Key[] = [];
      for (const at of [0, 1, 2]) {
        const boundBy = at === 1 ? 'none' : 'owner';
        keys.push(await created(store, keyOf(tenant.id, { createdAtMs: NOON + at, boundBy })));
      }

      const pages = await allPages((page) => store.listKeysOf(tenant.id, owner.id, page), 2);

      expect(pages.map((page) => page.length)).toEqual([2, 1]);
      const settings = keys.toReversed().map(({ credentials, ...each }) => each);
      expect(pages.flat()).toEqual(settings);
      expect((await pageOf(store.listKeysOf(tenant.id, 'bob', ALL))).items).toHaveLength(1);
      expect((await pageOf(store.listKeysOf(tenant.id, 'nobody', ALL))).items).toEqual([]);
    });

    it('lists the managed keys of one tenant by ID, each once, without digests of generated values', async () => {
      const [{ tenant }, other] = [await populate(store), await populate(store)];
      const rotation = {
        versionId: 't'.repeat(32),
        kind: 'standard',
        startedAtMs: NOON,
        candidateDigests: [digestOf()],
        setAtMs: null,
        abandonedAtMs: null,
      } as const;
      for (const at of [tenant, other.tenant, tenant, tenant]) {
        const key = keyOf(at.id);
        const managed = managedKeyOf(key.id, { tenant: at.id, rotation });
        expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key, managed })).toBe(
          'committed',
        );
      }
      await created(store, keyOf(tenant.id));

      const pages = await allPages((page) => store.listManagedKeys(tenant.id, page), 2);

      expect(pages.map((page) => page.length)).toEqual([2, 1]);
      const listed = pages.flat();
      expect(listed.map(({ keyId }) => keyId)).toEqual(listed.map(({ keyId }) => keyId).toSorted());
      const { candidateDigests, ...known } = rotation;
      expect(listed.map((each) => each.rotation)).toEqual([known, known, known]);
      expect(JSON.stringify(listed)).not.toContain(candidateDigests[0]);
    });

    it('shows the current key without its digests', async () => {
      const { tenant } = await populate(store);
      const digest = digestOf();
      const key = await created(
        store,
        keyOf(tenant.id, { credentials: [{ generation: 1, digestVersion: 1, digest, endsAtMs: null }] }),
      );
      const disabled: Key = { ...key, status: 'disabled', version: 2 };
      await commit(store, { kind: 'update-key', key: disabled });

      const [[listed] = []] = await allPages((page) => store.listKeys(tenant.id, page), 10);

      const { credentials, ...settings } = disabled;
      expect(listed).toEqual(settings);
      expect(JSON.stringify(listed)).not.toContain(digest);
    });

    it('lists the owners of one tenant by ID', async () => {
      const { tenant } = await populate(store);
      await populate(store);
      for (const id of ['zoe', 'bob', 'a:1', 'b-2']) {
        await commit(store, { kind: 'create-owner', owner: ownerOf(tenant.id, { id }) });
      }

      const pages = await allPages((page) => store.listOwners(tenant.id, page), 2);

      expect(pages.flat().map(({ id }) => id)).toEqual(['a:1', 'ann', 'b-2', 'bob', 'zoe']);
    });

    it('lists the tenants by ID', async () => {
      const ids = [freshTenantId(), freshTenantId(), freshTenantId()];
      for (const id of ids) await commit(store, { kind: 'create-tenant', tenant: tenantOf({ id }) });

      const listed = (await allPages((page) => store.listTenants(page), 5)).flat().map(({ id }) => id);

      expect(listed).toEqual(listed.toSorted());
      expect(listed.filter((id) => ids.includes(id))).toEqual(ids.toSorted());
    });

    it('ends without a cursor if the last page is full or empty', async () => {
      const { tenant } = await populate(store);
      await created(store, keyOf(tenant.id));
      await created(store, keyOf(tenant.id));

      expect(await store.listKeys(tenant.id, { cursor: undefined, limit: 2 })).toMatchObject({
        next: undefined,
      });
      expect(await store.listKeys(freshTenantId(), { cursor: undefined, limit: 2 })).toEqual({
        items: [],
        next: undefined,
      });
    });

    it('continues after concurrent creations and updates', async () => {
      const { tenant } = await populate(store);
      const keys: Key[] = [];
      for (const at of [0, 1, 2])
        keys.push(await created(store, keyOf(tenant.id, { createdAtMs: NOON + at })));
      const first = await pageOf(store.listKeys(tenant.id, { cursor: undefined, limit: 2 }));
      await created(store, keyOf(tenant.id, { createdAtMs: NOON + 9 }));

      const second = await pageOf(store.listKeys(tenant.id, { cursor: first.next, limit: 2 }));

      expect(second.items.map(({ id }) => id)).toEqual([keys[0]?.id]);
    });
  });
}
