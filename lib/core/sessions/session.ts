import { requirePermission, satisfies } from '../access/permissions.ts';
import type { JsonObject } from '../json.ts';

/** The maximum and the default duration of a session: 24 hours and one hour. A product of numbers would stay in every bundle. */
export const SESSION_LIMIT_MS = 86_400_000;
export const SESSION_DEFAULT_MS = 3_600_000;

/** The maximum count of live sessions; this number means "at least". */
export const LIVE_SESSIONS_LIMIT = 1000;

/** Whether a session can have a permission. No session can create keys or sessions. */
export function isForSessions(permission: string): boolean {
  return (
    !satisfies([permission], requirePermission('keys:manage')) &&
    !satisfies([permission], requirePermission('sessions:manage'))
  );
}

/**
 * The access of an embedded user, created with a key by a server-to-server call. It outlives the deletion of its key
 * (MS-10). `endsSessions` decides which states of the key end it.
 */
export interface Session {
  readonly id: string;
  readonly tenant: string;
  /** The ID of the key that created it; `owner` is the owner of that key. */
  readonly key: string;
  readonly owner: string;
  /** The user of the session, as named by the application. */
  readonly user: string;
  readonly permissions: readonly string[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** Null unless the session was ended before its expiry. */
  readonly endedAtMs: number | null;
  readonly digestVersion: number;
  readonly digest: string;
  readonly version: number;
}

/** A session in audit events, without its digest. */
export function auditableSession({ digest, ...session }: Session): JsonObject {
  return { ...session };
}
