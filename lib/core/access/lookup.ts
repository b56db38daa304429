import { BoundedMap } from '../bounded-map.ts';
import type { Key } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import type { Session } from '../sessions/session.ts';
import type { KeyReader } from '../store.ts';

/** The records of a decision on a key: the key and, if the key is bound to it, the owner. */
export interface KeyRecords {
  readonly key: Key | undefined;
  readonly owner: Owner | undefined;
}

/** The records of a decision on a session. */
export interface SessionRecords extends KeyRecords {
  readonly session: Session | undefined;
}

/** Reads the records of a decision. */
export interface Lookup {
  key(keyId: string): Promise<KeyRecords>;
  session(sessionId: string): Promise<SessionRecords>;
  hasTenant(tenant: string): Promise<boolean>;
}

interface OwnerLink {
  readonly tenant: string;
  readonly owner: string;
}

/**
 * A lookup that caches only the link from a key to its owner. The link never changes, so that a warm instance reads key
 * and owner in one round trip. At the capacity, the oldest link is evicted.
 */
export function createLookup(reader: KeyReader, capacity?: number): Lookup {
  const links = new BoundedMap<OwnerLink>(capacity);

  const readKeyAndOwner = async (keyId: string, { tenant, owner }: OwnerLink): Promise<KeyRecords> => {
    const [key, found] = await Promise.all([reader.readKey(keyId), reader.readOwner(tenant, owner)]);
    return { key, owner: found };
  };

  return {
    async key(keyId) {
      const link = links.get(keyId);
      if (link) return readKeyAndOwner(keyId, link);
      const key = await reader.readKey(keyId);
      if (key?.boundBy !== 'owner') return { key, owner: undefined };
      links.set(key.id, { tenant: key.tenant, owner: key.owner });
      return { key, owner: await reader.readOwner(key.tenant, key.owner) };
    },
    async session(sessionId) {
      const session = await reader.readSession(sessionId);
      if (!session) return { session, key: undefined, owner: undefined };
      return { session, ...(await readKeyAndOwner(session.key, session)) };
    },
    hasTenant: async (tenant) => (await reader.readTenant(tenant)) !== undefined,
  };
}
