import type { KeyReader } from '../../core/store.ts';
import type { Attributes, ItemKey } from './item.ts';
import { decodeKey, keyItemKey } from './key-item.ts';
import { decodeOwner, ownerItemKey } from './owner-item.ts';
import { decodeSession, sessionItemKey } from './session-item.ts';
import { decodeTenant, tenantItemKey } from './tenant-item.ts';

/**
 * Reads the records of a decision with strong consistency: one read unit each for a key, its owner, a session and a
 * tenant. This file and its imports are the only part of the adapter that an authorizer bundles.
 * @param readItem reads one item with strong consistency
 *
 * @throws UnavailableError if the table does not respond, UnexpectedItemError if an item cannot be decoded
 */
export function createKeyReader(readItem: (key: ItemKey) => Promise<Attributes | undefined>): KeyReader {
  const read = async <Entity>(key: ItemKey, decode: (item: Attributes) => Entity) => {
    const item = await readItem(key);
    return item && decode(item);
  };
  return {
    readKey: (id) => read(keyItemKey(id), decodeKey),
    readOwner: (tenant, id) => read(ownerItemKey(tenant, id), decodeOwner),
    readSession: (id) => read(sessionItemKey(id), decodeSession),
    readTenant: (id) => read(tenantItemKey(id), decodeTenant),
  };
}
