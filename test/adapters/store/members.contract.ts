import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Identity, Owner } from '../../../lib/core/owners/owner.ts';
import type { Store } from '../../../lib/core/store.ts';
import { freshTenantId, ownerOf } from '../../support/entities.ts';
import { commit, populate, type StoreUnderTest } from './store-under-test.ts';

export function people({ store }: StoreUnderTest): void {
  describe('an address', () => {
    it('can be invited once in each tenant', async () => {
      const [one, other] = await twoTenants(store);
      const email = freshEmail();
      await createdOwner(store, ownerOf(one, { id: 'bob', email }));
      await createdOwner(store, ownerOf(other, { id: 'bert', email }));

      const again = ownerOf(one, { id: 'ben', email });
      expect(await commit(store, { kind: 'create-owner', owner: again })).toBe('already-invited');

      expect(await store.readOwner(one, 'ben')).toBeUndefined();
      expect(await store.readInvitations(email)).toEqual([
        { tenant: one, owner: 'bob' },
        { tenant: other, owner: 'bert' },
      ]);
    });

    it('without an invitation has none', async () => {
      expect(await store.readInvitations(freshEmail())).toEqual([]);
    });

    it('stays free if its invitation is rejected', async () => {
      const { tenant, owner } = await populate(store);
      const email = freshEmail();

      expect(await commit(store, { kind: 'create-owner', owner: { ...owner, email } })).toBe('exists');
      const homeless = ownerOf(freshTenantId(), { email });
      expect(await commit(store, { kind: 'create-owner', owner: homeless })).toBe('tenant-not-found');

      expect(await store.readInvitations(email)).toEqual([]);
      await createdOwner(store, ownerOf(tenant.id, { id: 'bob', email }));
    });

    it('is rejected for the taken ID first if both are taken', async () => {
      const { tenant } = await populate(store);
      const owner = ownerOf(tenant.id, { id: 'bob', email: freshEmail() });
      await createdOwner(store, owner);

      expect(await commit(store, { kind: 'create-owner', owner })).toBe('exists');
    });

    it('is accepted for one of 16 concurrent invitations', async () => {
      const { tenant } = await populate(store);
      const email = freshEmail();
      const owners = Array.from({ length: 16 }, (_, at) => ownerOf(tenant.id, { id: `p${at}`, email }));

      const outcomes = await Promise.all(
        owners.map((owner) => commit(store, { kind: 'create-owner', owner })),
      );

      expect(outcomes.filter((each) => each === 'committed')).toHaveLength(1);
      expect(outcomes.filter((each) => each === 'already-invited')).toHaveLength(15);
      const winner = owners[outcomes.indexOf('committed')];
      expect(await store.readInvitations(email)).toEqual([{ tenant: tenant.id, owner: winner?.id }]);
    });
  });

  describe('an identity', () => {
    it('is bound to an owner and found with any status of the owner', async () => {
      const [one, other] = await twoTenants(store);
      const identity = freshIdentity();
      const bound = await bind(store, ownerOf(one), identity);
      await bind(store, ownerOf(other), identity);

      expect(await store.readOwner(one, 'ann')).toEqual({ ...ownerOf(one), identity, version: 2 });
      await commit(store, { kind: 'update-owner', owner: { ...bound, status: 'deactivated', version: 3 } });
      expect(await store.readMemberships(identity)).toEqual([
        { tenant: one, owner: 'ann' },
        { tenant: other, owner: 'ann' },
      ]);
    });

    it('differs from the same subject of another issuer', async () => {
      const { owner } = await populate(store);
      const identity = freshIdentity();
      await bind(store, owner, identity);

      expect(await store.readMemberships({ ...identity, issuer: 'https://other.example' })).toEqual([]);
      expect(await store.readMemberships({ ...identity, subject: 'other' })).toEqual([]);
    });

    it('is bound once in a tenant: a second binding has a version conflict and changes nothing', async () => {
      const { tenant, owner } = await populate(store);
      const identity = freshIdentity();
      await bind(store, owner, identity);
      const bob = await createdOwner(store, ownerOf(tenant.id, { id: 'bob' }));

      const second = { ...bob, identity, version: 2 };
      expect(await commit(store, { kind: 'bind-identity', owner: second })).toBe('version-conflict');

      expect(await store.readOwner(tenant.id, 'bob')).toEqual(bob);
      expect(await store.readMemberships(identity)).toEqual([{ tenant: tenant.id, owner: 'ann' }]);
    });

    it.each([1, 3])('is not bound to a concurrently updated owner (version %i)', async (version) => {
      const { tenant, owner } = await populate(store);
      const identity = freshIdentity();

      const bound = { ...owner, identity, version };
      expect(await commit(store, { kind: 'bind-identity', owner: bound })).toBe('version-conflict');

      expect(await store.readOwner(tenant.id, owner.id)).toEqual(owner);
      expect(await store.readMemberships(identity)).toEqual([]);
    });

    it('is bound to one of 16 owners concurrently', async () => {
      const { tenant } = await populate(store);
      const identity = freshIdentity();
      const owners: Owner[] = [];
      for (let at = 0; at < 16; at += 1) {
        owners.push(await createdOwner(store, ownerOf(tenant.id, { id: `p${at}` })));
      }

      const outcomes = await Promise.all(
        owners.map((owner) =>
          commit(store, { kind: 'bind-identity', owner: { ...owner, identity, version: 2 } }),
        ),
      );

      expect(outcomes.filter((each) => each === 'committed')).toHaveLength(1);
      expect(outcomes.filter((each) => each === 'version-conflict')).toHaveLength(15);
      const winner = owners[outcomes.indexOf('committed')];
      expect(await store.readMemberships(identity)).toEqual([{ tenant: tenant.id, owner: winner?.id }]);
    });
  });
}

/** Two tenants with the active owner `ann`, sorted by id. */
async function twoTenants(store: Store): Promise<[string, string]> {
  const [one, other] = [await populate(store), await populate(store)];
  return one.tenant.id < other.tenant.id
    ? [one.tenant.id, other.tenant.id]
    : [other.tenant.id, one.tenant.id];
}

async function createdOwner(store: Store, owner: Owner): Promise<Owner> {
  expect(await commit(store, { kind: 'create-owner', owner })).toBe('committed');
  return owner;
}

async function bind(store: Store, owner: Owner, identity: Identity): Promise<Owner> {
  const bound = { ...owner, identity, version: owner.version + 1 };
  expect(await commit(store, { kind: 'bind-identity', owner: bound })).toBe('committed');
  return bound;
}

/** One that no other test uses: they share a table. */
function freshEmail(): string {
  return `${randomUUID()}@example.com`;
}

function freshIdentity(): Identity {
  return { issuer: 'https://id.example', subject: randomUUID() };
}
