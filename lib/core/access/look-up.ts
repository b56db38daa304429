import type { Key } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import type { KeyReader } from '../store.ts';

/** Reads what deciding on a key needs: the key and, where it is bound to its owner, the owner. */
export type LookUp = (keyId: string) => Promise<{ key: Key | undefined; owner: Owner | undefined }>;

interface OwnerLink {
  readonly tenant: string;
  readonly owner: string;
}

/**
 * A look-up that remembers which owner a key is bound to, and nothing else: that link never changes, so a
 * warm instance reads key and owner in one round trip. At the capacity the oldest link is forgotten.
 */
export function createLookUp(reader: KeyReader, capacity = 10_000): LookUp {
  const links = new Map<string, OwnerLink>();

  const remember = ({ id, tenant, owner }: Key): void => {
    const oldest = links.size >= capacity ? links.keys().next().value : undefined;
    if (oldest !== undefined) links.delete(oldest);
    links.set(id, { tenant, owner });
  };

  return async (keyId) => {
    const link = links.get(keyId);
    if (link) {
      const [key, owner] = await Promise.all([
        reader.readKey(keyId),
        reader.readOwner(link.tenant, link.owner),
      ]);
      return { key, owner };
    }
    const key = await reader.readKey(keyId);
    if (key?.boundBy !== 'owner') return { key, owner: undefined };
    remember(key);
    return { key, owner: await reader.readOwner(key.tenant, key.owner) };
  };
}
