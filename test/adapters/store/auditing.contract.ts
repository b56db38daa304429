import { describe, expect, it } from 'vitest';
import type { Key } from '../../../lib/core/keys/key.ts';
import type { Change } from '../../../lib/core/store.ts';
import { auditableTenant } from '../../../lib/core/tenants/tenant.ts';
import { eventOf, keyOf, NO_MAXIMUM, NOON, ownerOf, sessionOf, tenantOf } from '../../support/entities.ts';
import { commit, created, populate, type StoreUnderTest } from './store-under-test.ts';

export function auditing({ store, eventsOf }: StoreUnderTest): void {
  describe('auditing', () => {
    it('writes the event of a committed change unchanged', async () => {
      const tenant = tenantOf();
      const event = eventOf(tenant.id, {
        action: 'tenant.created',
        subject: { kind: 'tenant', id: tenant.id },
        before: null,
        after: auditableTenant(tenant),
      });

      await store.commit({ kind: 'create-tenant', tenant }, event);

      expect(await eventsOf(tenant.id)).toEqual([event]);
    });

    it('writes no event of a rejected change', async () => {
      const { tenant, owner } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const disabled: Key = { ...(await created(store, keyOf(tenant.id))), status: 'disabled', version: 2 };
      await commit(store, { kind: 'update-key', key: disabled });
      const cutOff = ownerOf(tenant.id, { id: 'deactivated', status: 'deactivated' });
      await commit(store, { kind: 'create-owner', owner: cutOff });
      const before = await eventsOf(tenant.id);
      const rejected: readonly Change[] = [
        { kind: 'create-tenant', tenant },
        { kind: 'create-owner', owner },
        { kind: 'update-owner', owner },
        { kind: 'create-key', counting: NO_MAXIMUM, key },
        { kind: 'create-key', counting: NO_MAXIMUM, key: keyOf(tenant.id, { owner: 'missing' }) },
        { kind: 'create-key', counting: NO_MAXIMUM, key: keyOf(tenant.id, { owner: cutOff.id }) },
        { kind: 'update-key', key },
        { kind: 'update-tenant', tenant },
        { kind: 'bind-identity', owner: { ...owner, identity: { issuer: 'https://id', subject: 'ann' } } },
        {
          kind: 'create-key',
          counting: NO_MAXIMUM,
          key: keyOf(tenant.id, { lineage: { predecessor: null, parent: disabled.id } }),
        },
        {
          kind: 'create-key',
          counting: NO_MAXIMUM,
          key: keyOf(tenant.id),
          replaced: { key, event: eventOf(tenant.id) },
        },
        { kind: 'create-session', session: sessionOf(disabled) },
        { kind: 'update-session', session: sessionOf(key) },
      ];

      for (const change of rejected) expect(await commit(store, change)).not.toBe('committed');

      expect(await eventsOf(tenant.id)).toHaveLength(before.length);
    });

    it('writes an event that changes nothing, once for each record', async () => {
      const { tenant } = await populate(store);
      const event = eventOf(tenant.id, { action: 'audit.read', before: null, after: {} });
      const recordOf = (createdAtMs: number) => ({
        id: tenant.id,
        bodyDigest: 'b',
        createdId: 'c',
        createdAtMs,
      });
      const tell = (each: typeof event, createdAtMs = NOON) =>
        store.commit({ kind: 'read-audit', record: recordOf(createdAtMs) }, each);

      expect(await tell(event)).toBe('committed');
      expect(await tell(eventOf(tenant.id), NOON + 1)).toBe('version-conflict');

      const told = (await eventsOf(tenant.id)).filter(({ action }) => action === 'audit.read');
      expect(told).toEqual([event]);
    });

    it('accepts a repeated commit after a lost response', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id));
      const change: Change = { kind: 'update-key', key: { ...key, name: 'changed', version: 2 } };
      const event = eventOf(tenant.id);

      expect(await store.commit(change, event)).toBe('committed');
      expect(await store.commit(change, event)).toBe('committed');
      expect((await store.readKey(key.id))?.version).toBe(2);
      expect((await eventsOf(tenant.id)).filter(({ id }) => id === event.id)).toHaveLength(1);
    });
  });
}
