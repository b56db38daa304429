import { BoundedMap } from '../bounded-map.ts';
import type { Key } from '../keys/key.ts';
import type { Session } from '../sessions/session.ts';
import type { KeyReader } from '../store.ts';
import { isSuspended } from '../tenants/tenant.ts';
import type { KeyHolder } from './effective-status.ts';

/** The records of a decision on a key: the key, the owner if the key is bound to it, and whether its tenant is suspended. */
export interface KeyRecords extends KeyHolder {
  readonly key: Key | undefined;
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

/** The owner is undefined if the key is not bound to it. */
interface HolderLink {
  readonly tenant: string;
  readonly owner: string | undefined;
}

export interface LookupOptions {
  /** Whether decisions read the tenant, which can be suspended. A missing tenant denies its keys, too. */
  readonly tenantSuspension: boolean;
  /** The most cached links. */
  readonly capacity?: number;
}

const NONE = { owner: undefined, isSuspended: false };

/**
 * A lookup that caches only the link from a key to its tenant and owner. The link never changes, so that a warm instance
 * reads key, owner and tenant in one round trip. At the capacity, the oldest link is evicted.
 */
export function createLookup(reader: KeyReader, { tenantSuspension, capacity }: LookupOptions): Lookup {
  const links = new BoundedMap<HolderLink>(capacity);

  const readHolder = async ({ tenant, owner }: HolderLink): Promise<KeyHolder> => {
    const [found, record] = await Promise.all([
      owner === undefined ? undefined : reader.readOwner(tenant, owner),
      tenantSuspension ? reader.readTenant(tenant) : undefined,
    ]);
    return { owner: found, isSuspended: tenantSuspension && isSuspended(record) };
  };

  const readBoth = async (keyId: string, link: HolderLink): Promise<KeyRecords> => {
    const [key, holder] = await Promise.all([reader.readKey(keyId), readHolder(link)]);
    return { key, ...holder };
  };

  return {
    async key(keyId) {
      const link = links.get(keyId);
      if (link) return readBoth(keyId, link);
      const key = await reader.readKey(keyId);
      const isBound = key?.boundBy === 'owner';
      if (!key || !(isBound || tenantSuspension)) return { key, ...NONE };
      const created = { tenant: key.tenant, owner: isBound ? key.owner : undefined };
      links.set(key.id, created);
      return { key, ...(await readHolder(created)) };
    },
    async session(sessionId) {
      const session = await reader.readSession(sessionId);
      if (!session) return { session, key: undefined, ...NONE };
      return { session, ...(await readBoth(session.key, session)) };
    },
    hasTenant: async (tenant) => (await reader.readTenant(tenant)) !== undefined,
  };
}
