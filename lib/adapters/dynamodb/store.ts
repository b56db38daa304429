import type { Store } from '../../core/store.ts';
import { commit, type WritableKeyTable } from './commit.ts';
import { decodeIdempotencyRecord, idempotencyItemKey } from './idempotency-item.ts';
import { keyListing, ownerListing, tenantListing } from './listings.ts';
import { readItem } from './read-item.ts';
import { createKeyReader } from './read-key.ts';
import { readPage } from './read-page.ts';
import { decodeTenant, tenantItemKey } from './tenant-item.ts';

/**
 * The store of a key table. What each access costs, in DynamoDB's read and write units (R, W), with items
 * of up to 1 KB each; indexes are included:
 *
 * | access                     | operation                                       | cost              |
 * |----------------------------|-------------------------------------------------|-------------------|
 * | anything by its id         | strong GetItem                                  | 1 R (up to 4 KB)  |
 * | a page of a listing        | Query on gsi1, a moment behind                  | ½ R for each 4 KB |
 * | create a tenant            | transaction: tenant, event                      | 4 W + gsi1, gsi3  |
 * | create an owner            | transaction: check tenant, owner, event         | 6 W + gsi1, gsi3  |
 * | change an owner            | transaction: owner, event                       | 4 W + gsi1, gsi3  |
 * | create a key               | transaction: check owner, key, event            | 6 W + gsi1, 2 gsi3 |
 * | change a key               | transaction: key, event                         | 4 W + gsi1, 2 gsi3 |
 *
 * A creation with an `Idempotency-Key` reads its record first (1 R) and writes it with the rest (2 W).
 * A write in a transaction costs 2 W for each KB, in an index 1 W. An event of a change holds the settings
 * before and after, so it is as large as two keys.
 */
export function createStore(table: WritableKeyTable): Store {
  return {
    ...createKeyReader(table),
    readTenant: async (id) => {
      const item = await readItem(table, tenantItemKey(id));
      return item && decodeTenant(item);
    },
    readIdempotencyRecord: async (id) => {
      const item = await readItem(table, idempotencyItemKey(id));
      return item && decodeIdempotencyRecord(item);
    },
    listTenants: (page) => readPage(table, tenantListing, page),
    listOwners: (tenant, page) => readPage(table, ownerListing(tenant), page),
    listKeys: (tenant, page) => readPage(table, keyListing(tenant), page),
    commit: (change, event) => commit(table, change, event),
  };
}
