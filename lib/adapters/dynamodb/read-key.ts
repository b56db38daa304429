import type { KeyReader } from '../../core/store.ts';
import { decodeKey, keyItemKey } from './key-item.ts';
import { decodeOwner, ownerItemKey } from './owner-item.ts';
import { type KeyTable, readItem } from './read-item.ts';

/**
 * Reads what deciding needs, strongly consistent: one read unit for a key, one for its owner. This file and
 * what it imports is all of the adapter that an authorizer bundles.
 *
 * @throws UnavailableError if the table doesn't answer, UnexpectedItemError if it holds what is never written
 */
export function createKeyReader(table: KeyTable): KeyReader {
  return {
    readKey: async (id) => {
      const item = await readItem(table, keyItemKey(id));
      return item && decodeKey(item);
    },
    readOwner: async (tenant, id) => {
      const item = await readItem(table, ownerItemKey(tenant, id));
      return item && decodeOwner(item);
    },
  };
}
