import type { Key } from '../../../lib/core/keys/key.ts';
import { readKnown, withUnknown } from '../../../lib/core/read-known.ts';
import type { ManagedKeySettings } from '../../../lib/core/rotation/managed-key.ts';
import type { KeyReader, Page } from '../../../lib/core/store.ts';

/**
 * Reads the keys of a page of managed keys. The returned page also names the keys that this version cannot decode.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function readKeysOfPage(store: Pick<KeyReader, 'readKey'>, page: Page<ManagedKeySettings>) {
  const read = await Promise.all(
    page.items.map(
      async ({ keyId }): Promise<[string, Key | 'unknown' | undefined]> => [
        keyId,
        await readKnown(store.readKey(keyId)),
      ],
    ),
  );
  const keys = new Map(read);
  const unknown = read.flatMap(([id, key]) => (key === 'unknown' ? id : []));
  return {
    page: withUnknown(page, unknown),
    keyOf: ({ keyId }: ManagedKeySettings): Key | undefined => {
      const key = keys.get(keyId);
      return key === 'unknown' ? undefined : key;
    },
  };
}
