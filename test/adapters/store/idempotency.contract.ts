import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { IDEMPOTENCY_WINDOW_MS, type IdempotencyRecord } from '../../../lib/core/idempotency/record.ts';
import type { Change } from '../../../lib/core/store.ts';
import {
  freshTenantId,
  keyOf,
  NO_MAXIMUM,
  NOON,
  ownerOf,
  sessionOf,
  tenantOf,
} from '../../support/entities.ts';
import { commit, populate, type StoreUnderTest } from './store-under-test.ts';

export function idempotency({ store, eventsOf }: StoreUnderTest): void {
  describe('a creation with a record', () => {
    it('writes the record unchanged and finds no unwritten record', async () => {
      const record = recordOf();
      await commit(store, { kind: 'create-tenant', tenant: tenantOf(), record });

      expect(await store.readIdempotencyRecord(record.id)).toEqual(record);
      expect(await store.readIdempotencyRecord(recordOf().id)).toBeUndefined();
    });

    it('succeeds once for each record and each kind of entity', async () => {
      const { tenant } = await populate(store);
      const record = recordOf();
      const key = keyOf(tenant.id);
      expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key, record })).toBe(
        'committed',
      );
      const events = await eventsOf(tenant.id);

      const others: readonly Change[] = [
        { kind: 'create-tenant', tenant: tenantOf(), record },
        { kind: 'create-owner', owner: ownerOf(tenant.id, { id: 'bob' }), record },
        { kind: 'create-key', counting: NO_MAXIMUM, key: keyOf(tenant.id), record },
        { kind: 'create-session', session: sessionOf(key), record },
      ];
      for (const change of others) expect(await commit(store, change)).toBe('version-conflict');

      expect(await store.readOwner(tenant.id, 'bob')).toBeUndefined();
      expect(await eventsOf(tenant.id)).toHaveLength(events.length);
    });

    it('is rejected for its record first, also if its ID is taken or its parent is missing', async () => {
      const { tenant } = await populate(store);
      const record = recordOf();
      await commit(store, { kind: 'create-owner', owner: ownerOf(tenant.id, { id: 'bob' }), record });
      const repeated: readonly Change[] = [
        { kind: 'create-tenant', tenant, record },
        { kind: 'create-owner', owner: ownerOf(tenant.id, { id: 'bob' }), record },
        { kind: 'create-owner', owner: ownerOf(freshTenantId()), record },
        { kind: 'create-session', session: sessionOf(keyOf(tenant.id)), record },
      ];

      for (const change of repeated) expect(await commit(store, change)).toBe('version-conflict');
    });

    it('writes no record if it is rejected', async () => {
      const { tenant, owner } = await populate(store);
      const record = recordOf();

      expect(await commit(store, { kind: 'create-tenant', tenant, record })).toBe('exists');
      expect(await commit(store, { kind: 'create-owner', owner, record })).toBe('exists');
      expect(
        await commit(store, {
          kind: 'create-key',
          counting: NO_MAXIMUM,
          key: keyOf(freshTenantId()),
          record,
        }),
      ).toBe('owner-not-found');
      const orphan = sessionOf(keyOf(tenant.id));
      expect(await commit(store, { kind: 'create-session', session: orphan, record })).toBe('key-not-active');
      expect(await store.readIdempotencyRecord(record.id)).toBeUndefined();
    });

    it.each([
      ['rejects another within 24 hours', IDEMPOTENCY_WINDOW_MS - 1, 'version-conflict'],
      ['takes another after 24 hours, though the record is still there', IDEMPOTENCY_WINDOW_MS, 'committed'],
    ])('%s', async (_, later, outcome) => {
      const record = recordOf();
      await commit(store, { kind: 'create-tenant', tenant: tenantOf(), record });
      const next = { ...record, createdId: 'another', createdAtMs: record.createdAtMs + later };

      expect(await commit(store, { kind: 'create-tenant', tenant: tenantOf(), record: next })).toBe(outcome);
      expect(await store.readIdempotencyRecord(record.id)).toEqual(outcome === 'committed' ? next : record);
    });

    it('succeeds once of 16 concurrent ones', async () => {
      const { tenant } = await populate(store);
      const { id } = recordOf();
      const keys = Array.from({ length: 16 }, () => keyOf(tenant.id));

      const outcomes = await Promise.all(
        keys.map((key) =>
          commit(store, {
            kind: 'create-key',
            counting: NO_MAXIMUM,
            key,
            record: recordOf({ id, createdId: key.id }),
          }),
        ),
      );

      expect(outcomes.filter((each) => each === 'committed')).toHaveLength(1);
      expect(outcomes.filter((each) => each === 'version-conflict')).toHaveLength(15);
      const winner = keys[outcomes.indexOf('committed')];
      expect(await store.readIdempotencyRecord(id)).toMatchObject({ createdId: winner?.id });
      const { items } = await listed(tenant.id);
      expect(items.map((each) => each.id)).toEqual([winner?.id]);
    });
  });

  async function listed(tenant: string) {
    const page = await store.listKeys(tenant, { cursor: undefined, limit: 100 });
    if (page === 'invalid-cursor') throw new Error('no cursor was given');
    return page;
  }
}

function recordOf(given: Partial<IdempotencyRecord> = {}): IdempotencyRecord {
  return {
    id: randomBytes(32).toString('hex'),
    bodyDigest: randomBytes(32).toString('hex'),
    createdId: 'a1b2c3',
    createdAtMs: NOON,
    ...given,
  };
}
