import { BoundedMap } from '../bounded-map.ts';
import type { Key } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import type { Session } from '../sessions/session.ts';
import type { KeyReader } from '../store.ts';

/** What deciding on a key needs: the key and, where it is bound to its owner, the owner. */
export interface KeyRecords {
  readonly key: Key | undefined;
  readonly owner: Owner | undefined;
}

/** What deciding on a session needs. */
export interface SessionRecords extends KeyRecords {
  readonly session: Session | undefined;
}

/** Reads what deciding needs. */
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
 * A look-up that remembers which owner a key is bound to, and nothing else: that link never changes, so a
 * warm instance reads key and owner in one round trip. At the capacity the oldest link is forgotten.
 */
export function createLookup(reader: KeyReader, capacity?: number): Lookup {
  const links = new BoundedMap<OwnerLink>(capacity);

  const both = async (keyId: string, { tenant, owner }: OwnerLink): Promise<KeyRecords> => {
    const [key, found] = await Promise.all([reader.readKey(keyId), reader.readOwner(tenant, owner)]);
    return { key, owner: found };
  };

  return {
    async key(keyId) {
      const link = links.get(keyId);
      if (link) return both(keyId, link);
      const key = await reader.readKey(keyId);
      if (key?.boundBy !== 'owner') return { key, owner: undefined };
      links.set(key.id, { tenant: key.tenant, owner: key.owner });
      return { key, owner: await reader.readOwner(key.tenant, key.owner) };
    },
    async session(sessionId) {
      const session = await reader.readSession(sessionId);
      if (!session) return { session, key: undefined, owner: undefined };
      return { session, ...(await both(session.key, session)) };
    },
    hasTenant: async (tenant) => (await reader.readTenant(tenant)) !== undefined,
  };
}
