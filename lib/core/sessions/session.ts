import { requirePermission, satisfies } from '../access/permissions.ts';
import type { JsonObject } from '../json.ts';

/** The longest that a session lasts, and how long it lasts where nothing else is said. */
export const SESSION_LIMIT_MS = 24 * 60 * 60 * 1000;
export const SESSION_DEFAULT_MS = 60 * 60 * 1000;

/** How many live sessions of a key are counted at most: this number stands for "at least". */
export const LIVE_SESSIONS_LIMIT = 1000;

/** Whether a session may have a permission: none may make keys or further sessions, whatever its key may. */
export function isForSessions(permission: string): boolean {
  return (
    !satisfies([permission], requirePermission('keys:manage')) &&
    !satisfies([permission], requirePermission('sessions:manage'))
  );
}

/**
 * An embedded user's access, made with a key by a server-to-server call. It outlives the deletion of its key (MS-10);
 * `endsSessions` says what else of the key ends it.
 */
export interface Session {
  readonly id: string;
  readonly tenant: string;
  /** The id of the key that made it, and that key's owner. */
  readonly key: string;
  readonly owner: string;
  /** Whose session it is, as the application names its user. */
  readonly user: string;
  readonly permissions: readonly string[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** Null while nobody ended it. */
  readonly endedAtMs: number | null;
  readonly digestVersion: number;
  readonly digest: string;
  readonly version: number;
}

/** A session as an audit event tells it: never its digest. */
export function auditableSession({ digest, ...session }: Session): JsonObject {
  return { ...session };
}
