import type { Store } from '../../core/store.ts';
import { finishCascade } from './cascades.ts';
import { commit, type WritableKeyTable } from './commit.ts';
import {
  countedKeyItemKey,
  countedKeyRange,
  decodeCountedKey,
  decodeKeyCount,
  keyCountItemKey,
} from './counted-key-item.ts';
import { decodeIdempotencyRecord, idempotencyItemKey } from './idempotency-item.ts';
import { releaseKeys } from './key-count.ts';
import { decodeKey, keyItemKey } from './key-item.ts';
import { decodeLink, linkRange } from './lineage-item.ts';
import {
  deactivatedOwnerListing,
  expiringKeyListing,
  keyListing,
  managedKeyListing,
  ownerListing,
  ownersKeyListing,
  sessionListing,
  tenantListing,
} from './listings.ts';
import { decodeManagedKey, managedItemKey } from './managed-key-item.ts';
import { decodeMembership, identityRange, invitationRange } from './membership-item.ts';
import { readAudit } from './read-audit.ts';
import { readItem, readTogether } from './read-item.ts';
import { createKeyReader } from './read-key.ts';
import { readPage } from './read-page.ts';
import { readRange } from './read-range.ts';
import { readSpan } from './read-span.ts';

/**
 * The store of a key table. The cost of each operation in read and write units of DynamoDB (R, W), for items of up to
 * 1 KB, indexes included:
 *
 * | access                     | operation                                       | cost               |
 * |----------------------------|-------------------------------------------------|--------------------|
 * | an entity by ID            | strong GetItem                                  | 1 R (up to 4 KB)   |
 * | a managed key, with its state | TransactGetItems of both items               | 4 R                |
 * | a page of a listing        | Query on gsi1, 3 or 4, eventually consistent    | ½ R for each 4 KB  |
 * | the derived keys of a key  | 2 strong Queries on the table                   | 1 R for each 4 KB  |
 * | a person's memberships     | strong Query on the table                       | 1 R for each 4 KB  |
 * | a page of the audit trail  | strong Queries on the table, one a day, ≤ 31    | 1 R each, or 4 KB  |
 * | … of a subject, an actor   | Query on gsi3 or gsi4, eventually consistent    | ½ R for each 4 KB  |
 * | create a tenant            | transaction: tenant, event                      | 4 W + gsi1, gsi3   |
 * | update a tenant            | the same                                        | 4 W + gsi1, gsi3   |
 * | create an owner            | transaction: check tenant, owner, event         | 6 W + gsi1, gsi3   |
 * | … with an invitation       | and: invitation                                 | + 2 W              |
 * | update an owner            | transaction: owner, event                       | 4 W + gsi1, gsi3   |
 * | bind a person's identity   | transaction: owner, identity, event             | 6 W + gsi1, gsi3   |
 * | create a key               | transaction: check owner, tenant, key, its count, event | 12 W + gsi1, 2 gsi3 |
 * | … by self-service          | and: check parent, link                         | + 4 W              |
 * | … by renewal               | and: check the predecessor, link                | + 4 W              |
 * | … by replacement           | and: link, the predecessor, its event, cascade  | + 8 W + gsi1, 2 gsi3 |
 * | update a key               | transaction: key, event                         | 4 W + gsi1, 2 gsi3 |
 * | … with another expiry, or restore it | and: check owner, check that it is counted | + 4 W, 1 R |
 * | … within a limit or a role | and: check tenant, owner                        | + 2 W each         |
 * | … that is compromised      | and: its cascade; later a PutItem that ends it  | + 2 W, 1 W         |
 * | … that is managed          | and: its rotation state                         | + 2 W + gsi1       |
 * | release an ended key       | transaction: check key, its count               | 6 W                |
 * | create a session           | transaction: check key, session, event          | 6 W + 2 gsi3       |
 * | end a session              | transaction: session, event                     | 4 W + 2 gsi3       |
 * | record a read of the trail | transaction: record, event                      | 4 W + gsi3         |
 *
 * With a usage table, a new key also writes its usage item: 2 W, and 4 W in the indexes of that table.
 *
 * A creation with an `Idempotency-Key` reads its record first (1 R) and writes it in the same transaction (2 W). The
 * largest transaction of a change, a replacement with a record, has 12 items; DynamoDB allows 100. A write in a transaction costs
 * 2 W for each KB, in an index 1 W. The event of an update contains the settings before and after, so it is as large as
 * two keys. Each event is also in gsi4, which the list above omits.
 */
export function createStore(table: WritableKeyTable): Store {
  return {
    ...createKeyReader((key) => readItem(table, key)),
    readIdempotencyRecord: async (id) => {
      const item = await readItem(table, idempotencyItemKey(id));
      return item && decodeIdempotencyRecord(item);
    },
    readManagedKey: async (keyId) => {
      const item = await readItem(table, managedItemKey(keyId));
      return item && decodeManagedKey(item);
    },
    readManagedRecord: async (keyId) => {
      const [key, managed] = await readTogether(table, [keyItemKey(keyId), managedItemKey(keyId)]);
      return key && managed && { key: decodeKey(key), managed: decodeManagedKey(managed) };
    },
    readDescendants: async (keyId) => {
      const [successors, children] = await Promise.all([
        readRange(table, linkRange(keyId, 'successor'), decodeLink),
        readRange(table, linkRange(keyId, 'child'), decodeLink),
      ]);
      return { successors, children };
    },
    readKeyCount: async (owner) => decodeKeyCount(await readItem(table, keyCountItemKey(owner))),
    readCountedKeys: (owner) => readRange(table, countedKeyRange(owner), decodeCountedKey),
    isKeyCounted: async ({ tenant, owner, id }) =>
      (await readItem(table, countedKeyItemKey({ tenant, id: owner }, id))) !== undefined,
    releaseKeys: (owner, keys) => releaseKeys(table, owner, keys),
    readMemberships: (identity) => readRange(table, identityRange(identity), decodeMembership),
    readInvitations: (email) => readRange(table, invitationRange(email), decodeMembership),
    listTenants: (page) => readPage(table, tenantListing, page),
    listOwners: (tenant, page) => readPage(table, ownerListing(tenant), page),
    listKeys: (tenant, page, created) => readSpan(table, keyListing(tenant, created), page),
    listManagedKeys: (tenant, page) => readPage(table, managedKeyListing(tenant), page),
    listKeysOf: (tenant, owner, page, created) =>
      readSpan(table, ownersKeyListing(tenant, owner, created), page),
    listExpiringKeys: (tenant, span, page) => readSpan(table, expiringKeyListing(tenant, span), page),
    listDeactivatedOwners: (tenant, page) => readPage(table, deactivatedOwnerListing(tenant), page),
    listSessions: (key, page) => readPage(table, sessionListing(key), page),
    listAuditEvents: (tenant, filter, page) => readAudit(table, tenant, filter, page),
    finishCascade: (keyId, keyVersion) => finishCascade(table, keyId, keyVersion),
    commit: (change, event) => commit(table, change, event),
  };
}
