import { describe, expect, it } from 'vitest';
import { freshTenantId, keyOf, NOON } from '../../support/entities.ts';
import { created, pageOf, populate, type StoreUnderTest } from './store-under-test.ts';

export function cursors({ store }: StoreUnderTest): void {
  describe('cursors', () => {
    it('shows nothing of a tenant to who brings its cursor to another', async () => {
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
    ])('refuses as a cursor of keys: %s', async (_, cursor) => {
      expect(await store.listKeys(freshTenantId(), { cursor, limit: 10 })).toBe('bad-cursor');
    });

    it('refuses a cursor of keys in the other listings', async () => {
      expect(await store.listOwners(freshTenantId(), { cursor: keyCursor, limit: 10 })).toBe('bad-cursor');
      expect(await store.listTenants({ cursor: keyCursor, limit: 10 })).toBe('bad-cursor');
    });

    it('takes a position at which nothing stands', async () => {
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
