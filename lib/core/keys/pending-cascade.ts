import type { AuditEvent } from '../audit/event.ts';
import type { Change } from '../store.ts';

/** The port of pending cascades. Its contract is test/adapters/store/cascades.contract.ts. */
export interface Cascades {
  /** Cascades that started before an instant, earliest first; eventually consistent. */
  listPending(beforeMs: number, limit: number): Promise<readonly PendingCascade[]>;
}

export interface PendingCascade {
  /** The compromised key. */
  readonly keyId: string;
  readonly sinceMs: number;
}

/** A stored cascade. */
export interface StoredCascade extends PendingCascade {
  /** The version of the key that started it. */
  readonly keyVersion: number;
}

/** The cascade that a change starts. It is stored in the same transaction. */
export function pendingCascade(change: Change, event: AuditEvent): StoredCascade | undefined {
  if (change.kind === 'create-key' && change.replaced) {
    const { key, event: revoked } = change.replaced;
    return { keyId: key.id, sinceMs: revoked.atMs, keyVersion: key.version };
  }
  if ((change.kind !== 'update-key' && change.kind !== 'recreate-key') || !change.cascade) return undefined;
  return { keyId: change.key.id, sinceMs: event.atMs, keyVersion: change.key.version };
}
