import { describe, expect, it } from 'vitest';
import type { Key } from '../../../lib/core/keys/key.ts';
import type { Change } from '../../../lib/core/store.ts';
import { eventOf, keyOf, managedKeyOf, NO_MAXIMUM, NOON, ownerOf, tenantOf } from '../../support/entities.ts';
import { commit, created, populate, type StoreUnderTest } from './store-under-test.ts';

export function updates({ store, eventsOf }: StoreUnderTest): void {
  describe('updating', () => {
    it('replaces the whole key without leftover attributes', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const revoked: Key = {
        ...key,
        status: 'revoked',
        credentials: [],
        metadata: {},
        revocation: { atMs: NOON, by: 'somebody', reason: 'compromised' },
        version: 2,
      };

      expect(await commit(store, { kind: 'update-key', key: revoked })).toBe('committed');
      expect(await store.readKey(key.id)).toEqual(revoked);
    });

    it('writes the rotation state with the key and not if the key is rejected', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      expect(await store.readManagedKey(key.id)).toBeUndefined();
      const managed = managedKeyOf(key.id);
      const next = { ...key, version: 2 };

      expect(await commit(store, { kind: 'update-key', key: next, managed })).toBe('committed');
      expect(await store.readManagedKey(key.id)).toEqual(managed);
      const late = { ...managed, paused: true };
      expect(await commit(store, { kind: 'update-key', key: next, managed: late })).toBe('version-conflict');
      expect(await store.readManagedKey(key.id)).toEqual(managed);
    });

    it('reads a managed key and its rotation state as one write left them, and neither of a key that is not managed', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      expect(await store.readManagedRecord(key.id)).toBeUndefined();
      expect(await store.readManagedRecord('missing')).toBeUndefined();

      const records = Array.from({ length: 8 }, (_, index) => {
        const next = { ...key, version: index + 2 };
        return { key: next, managed: managedKeyOf(key.id, { settingsVersion: next.version }) };
      });
      const reads: ReturnType<typeof store.readManagedRecord>[] = [];
      for (const { key: next, managed } of records) {
        const write = commit(store, { kind: 'update-key', key: next, managed });
        // A read during the write fails, or has both items from before or from after the write.
        reads.push(store.readManagedRecord(key.id).catch(() => undefined));
        expect(await write).toBe('committed');
      }
      for (const record of await Promise.all(reads))
        if (record) expect(record.managed.settingsVersion).toBe(record.key.version);
      expect(await store.readManagedRecord(key.id)).toEqual(records.at(-1));
    });

    it('removes the rotation state with the key write and not if that is rejected', async () => {
      const { tenant } = await populate(store);
      const key = keyOf(tenant.id);
      const managed = managedKeyOf(key.id, { tenant: tenant.id });
      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key, managed })).toBe(
        'committed',
      );
      expect(await store.readManagedKey(key.id)).toEqual(managed);

      expect(await commit(store, { kind: 'update-key', key, managed: 'removed' })).toBe('version-conflict');
      expect(await store.readManagedKey(key.id)).toEqual(managed);
      const next = { ...key, version: 2 };
      expect(await commit(store, { kind: 'update-key', key: next, managed: 'removed' })).toBe('committed');
      expect(await store.readManagedKey(key.id)).toBeUndefined();
      expect(await store.readKey(key.id)).toEqual(next);
    });

    it('replaces the whole tenant', async () => {
      const { tenant } = await populate(store);
      const changed = { ...tenant, name: 'Acme', maxKeyLifetimeDays: 30, version: 2 };

      expect(await commit(store, { kind: 'update-tenant', tenant: changed })).toBe('committed');
      expect(await store.readTenant(tenant.id)).toEqual(changed);
    });

    it.each([
      ['the version that is stored', 1],
      ['a version that skips one', 3],
    ])('rejects %s as a version conflict', async (_, version) => {
      const { tenant, owner } = await populate(store);
      const key = await created(store, keyOf(tenant.id));

      expect(await commit(store, { kind: 'update-key', key: { ...key, name: 'x', version } })).toBe(
        'version-conflict',
      );
      expect(await commit(store, { kind: 'update-owner', owner: { ...owner, name: 'x', version } })).toBe(
        'version-conflict',
      );
      expect(await commit(store, { kind: 'update-tenant', tenant: { ...tenant, name: 'x', version } })).toBe(
        'version-conflict',
      );
      expect(await store.readKey(key.id)).toEqual(key);
      expect(await store.readOwner(tenant.id, owner.id)).toEqual(owner);
      expect(await store.readTenant(tenant.id)).toEqual(tenant);
    });

    it('accepts a version that skips some for the stored version only, as a restore writes it', async () => {
      const { tenant, owner } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const updates: readonly Extract<Change, { replacedVersion?: number | undefined }>[] = [
        { kind: 'update-key', key: { ...key, version: 7 } },
        { kind: 'update-owner', owner: { ...owner, version: 7 } },
        { kind: 'update-tenant', tenant: { ...tenant, version: 7 } },
      ];
      for (const change of updates) {
        expect(await commit(store, { ...change, replacedVersion: 2 })).toBe('version-conflict');
        expect(await commit(store, { ...change, replacedVersion: 1 })).toBe('committed');
      }
      expect(await store.readKey(key.id)).toEqual({ ...key, version: 7 });
      expect(await store.readOwner(tenant.id, owner.id)).toEqual({ ...owner, version: 7 });
      expect(await store.readTenant(tenant.id)).toEqual({ ...tenant, version: 7 });
    });

    it('creates nothing by an update of a missing entity', async () => {
      const { tenant } = await populate(store);
      const [key, owner] = [keyOf(tenant.id, { version: 2 }), ownerOf(tenant.id, { id: 'bob', version: 2 })];

      const unknown = tenantOf({ version: 2 });

      expect(await commit(store, { kind: 'update-key', key })).toBe('version-conflict');
      expect(await commit(store, { kind: 'update-owner', owner })).toBe('version-conflict');
      expect(await commit(store, { kind: 'update-tenant', tenant: unknown })).toBe('version-conflict');
      expect(await store.readTenant(unknown.id)).toBeUndefined();
      expect(await store.readKey(key.id)).toBeUndefined();
      expect(await store.readOwner(tenant.id, 'bob')).toBeUndefined();
    });

    it('commits exactly one of 64 concurrent updates of one version, with its event alone', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const events = Array.from({ length: 64 }, () => eventOf(tenant.id));

      const outcomes = await Promise.all(
        events.map((event) =>
          store.commit({ kind: 'update-key', key: { ...key, name: event.id, version: 2 } }, event),
        ),
      );

      const winner = events[outcomes.indexOf('committed')];
      expect(outcomes.filter((each) => each === 'committed')).toHaveLength(1);
      expect(outcomes.filter((each) => each === 'version-conflict')).toHaveLength(63);
      expect((await store.readKey(key.id))?.name).toBe(winner?.id);
      const written = (await eventsOf(tenant.id)).filter(({ id }) => events.some((each) => each.id === id));
      expect(written).toEqual([winner]);
    });
  });
}
