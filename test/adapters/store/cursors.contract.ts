import { describe, expect, it } from 'vitest';
import { freshTenantId, keyOf, NOON, sessionOf } from '../../support/entities.ts';
import { commit, created, pageOf, populate, type StoreUnderTest } from './store-under-test.ts';

export function cursors({ store }: StoreUnderTest): void {
  describe('cursors', () => {
    it('shows nothing of a tenant for a cursor used in another tenant', async () => {
      const [one, other] = [await populate(store), await populate(store)];
      for (const at of [0, 1, 2]) {
        await created(store, keyOf(one.tenant.id, { createdAtMs: NOON + at }));
        await created(store, keyOf(other.tenant.id, { createdAtMs: NOON + at }));
      }
      const { next } = await pageOf(store.listKeys(one.tenant.id, { cursor: undefined, limit: 2 }));
      expect(next).toBeDefined();

      const { items } = await pageOf(store.listKeys(other.tenant.id, { cursor: next, limit: 100 }));

      expect(items.every(({ tenant }) => tenant === other.tenant.id)).toBe(true);
      expect(items.length).toBeLessThan(3);
    });

    it('shows nothing of an owner or a key for a cursor used for another one', async () => {
      const [one, other] = [await populate(store), await populate(store)];
      for (const at of [0, 1]) {
        for (const { tenant } of [one, other]) {
          const key = await created(store, keyOf(tenant.id, { createdAtMs: NOON + at }));
          await commit(store, { kind: 'create-session', session: sessionOf(key) });
        }
      }
      const first = await pageOf(store.listKeysOf(one.tenant.id, 'ann', { cursor: undefined, limit: 1 }));
      expect(first.next).toBeDefined();
      const page = { cursor: first.next, limit: 100 };

      const keys = await pageOf(store.listKeysOf(other.tenant.id, 'ann', page));
      expect(keys.items.map(({ tenant }) => tenant)).toContain(other.tenant.id);
      expect(keys.items.every(({ tenant }) => tenant === other.tenant.id)).toBe(true);
      const [key] = keys.items;
      const sessions = await pageOf(store.listSessions(key ?? keyOf(other.tenant.id), page));
      expect(sessions.items.map((session) => session.key)).toEqual([key?.id]);
    });

    const keyCursor = encoded('2027-01-31T12:00:00.000Z#a1b2c3');
    it.each([
      ['an empty text', ''],
      ['junk', '!!!'],
      ['base64 of junk', encoded('junk')],
      ['a position with a partition before it', encoded('tenant#acme#keys#2027-01-31T12:00:00.000Z#a1b2c3')],
      ['a position with more behind it', encoded('2027-01-31T12:00:00.000Z#a1b2c3#x')],
      ['a newline at the end', encoded('2027-01-31T12:00:00.000Z#a1b2c3\n')],
      ['JSON', encoded('{"pk":{"S":"key#a1b2c3"}}')],
      ['padding', `${keyCursor}==`],
      ['a character that base64url ignores', `${keyCursor.slice(0, 8)} ${keyCursor.slice(8)}`],
      ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe]).toString('base64url')],
      ['a cursor of the owners', encoded('ann')],
      ['512 characters', 'A'.repeat(512)],
    ])('rejects as a cursor of keys: %s', async (_, cursor) => {
      const page = { cursor, limit: 10 };
      expect(await store.listKeys(freshTenantId(), page)).toBe('invalid-cursor');
      expect(await store.listKeysOf(freshTenantId(), 'ann', page)).toBe('invalid-cursor');
      expect(await store.listSessions(keyOf(freshTenantId()), page)).toBe('invalid-cursor');
    });

    it('rejects a cursor of keys in the other listings', async () => {
      expect(await store.listOwners(freshTenantId(), { cursor: keyCursor, limit: 10 })).toBe(
        'invalid-cursor',
      );
      expect(await store.listTenants({ cursor: keyCursor, limit: 10 })).toBe('invalid-cursor');
    });

    it('accepts a position without an item', async () => {
      const { tenant } = await populate(store);
      const key = await created(store, keyOf(tenant.id, { createdAtMs: NOON - 1 }));

      const { items } = await pageOf(store.listKeys(tenant.id, { cursor: keyCursor, limit: 10 }));

      expect(items.map(({ id }) => id)).toEqual([key.id]);
    });
  });
}

function encoded(position: string): string {
  return Buffer.from(position).toString('base64url');
}
