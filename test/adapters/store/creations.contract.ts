import { describe, expect, it } from 'vitest';
import { freshTenantId, keyOf, NO_MAXIMUM, NOON, ownerOf, tenantOf } from '../../support/entities.ts';
import { commit, populate, type StoreUnderTest } from './store-under-test.ts';

export function creations({ store }: StoreUnderTest): void {
  describe('creating', () => {
    it('reads back every field of a created item', async () => {
      const { tenant, owner } = await populate(store);
      const key = keyOf(tenant.id, {
        name: 'naïve 🔑',
        metadata: { deep: [[{ a: [null, true, 1e300, -0.5, ''] }]], __proto__x: 'x' },
        expiresAtMs: NOON + 1,
      });
      await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key });

      expect(await store.readTenant(tenant.id)).toEqual(tenant);
      expect(await store.readOwner(tenant.id, owner.id)).toEqual(owner);
      expect(await store.readKey(key.id)).toEqual(key);
    });

    it('finds nothing under unused names', async () => {
      const tenant = freshTenantId();

      expect(await store.readTenant(tenant)).toBeUndefined();
      expect(await store.readOwner(tenant, 'ann')).toBeUndefined();
      expect(await store.readKey('Missing')).toBeUndefined();
    });

    it('accepts a tenant ID once', async () => {
      const { tenant } = await populate(store);

      expect(await commit(store, { kind: 'create-tenant', tenant: { ...tenant, name: 'Again' } })).toBe(
        'exists',
      );
      expect(await store.readTenant(tenant.id)).toEqual(tenant);
    });

    it('accepts an owner ID once in each tenant', async () => {
      const { tenant, owner } = await populate(store);
      const other = await populate(store);

      expect(await commit(store, { kind: 'create-owner', owner: { ...owner, name: 'Again' } })).toBe(
        'exists',
      );
      expect(await store.readOwner(tenant.id, owner.id)).toEqual(owner);
      expect(await store.readOwner(other.tenant.id, owner.id)).toEqual(other.owner);
    });

    it('accepts a key ID once across tenants', async () => {
      const [one, other] = [await populate(store), await populate(store)];
      const key = keyOf(one.tenant.id);
      await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key });

      const taken = keyOf(other.tenant.id, { id: key.id });
      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key: taken })).toBe('exists');
      expect(await store.readKey(key.id)).toEqual(key);
    });

    it('rejects an owner without its tenant', async () => {
      const owner = ownerOf(freshTenantId());

      expect(await commit(store, { kind: 'create-owner', owner })).toBe('tenant-not-found');
      expect(await store.readOwner(owner.tenant, owner.id)).toBeUndefined();
    });

    it('rejects a key without its owner, also if another tenant has an owner with that ID', async () => {
      const [tenant, other] = [tenantOf(), await populate(store)];
      await commit(store, { kind: 'create-tenant', tenant });
      const key = keyOf(tenant.id, { owner: other.owner.id });

      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key })).toBe('owner-not-found');
      expect(await store.readKey(key.id)).toBeUndefined();
    });

    it('rejects a key of a deactivated owner, also if it is deactivated between the read and the commit', async () => {
      const { tenant, owner } = await populate(store);
      expect((await store.readOwner(tenant.id, owner.id))?.status).toBe('active');
      await commit(store, { kind: 'update-owner', owner: { ...owner, status: 'deactivated', version: 2 } });
      const key = keyOf(tenant.id);

      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key })).toBe(
        'owner-deactivated',
      );
      expect(await store.readKey(key.id)).toBeUndefined();
    });

    it('reports the deactivated owner first if the key ID is also taken', async () => {
      const { tenant, owner } = await populate(store);
      const key = keyOf(tenant.id);
      await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key });
      await commit(store, { kind: 'update-owner', owner: { ...owner, status: 'deactivated', version: 2 } });

      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key })).toBe(
        'owner-deactivated',
      );
    });

    it('accepts one of 16 concurrent creations of an ID', async () => {
      const { tenant } = await populate(store);
      const id = keyOf(tenant.id).id;
      const keys = Array.from({ length: 16 }, (_, at) => keyOf(tenant.id, { id, name: `${at}` }));

      const outcomes = await Promise.all(
        keys.map((key) => commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key })),
      );

      expect(outcomes.filter((each) => each === 'committed')).toHaveLength(1);
      expect(outcomes.filter((each) => each === 'exists')).toHaveLength(15);
      expect(await store.readKey(id)).toEqual(keys[outcomes.indexOf('committed')]);
    });
  });
}
