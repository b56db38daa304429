import type { KeySettings } from '../keys/key.ts';
import type { Session } from './session.ts';

/**
 * Whether the state of a key denies the sessions that were created with it. An expired, disabled or revoked key ends
 * them immediately. They outlive a deletion (MS-09, MS-10) unless `endSessionsWithKey` is set, and a revocation that
 * keeps sessions. If the key is enabled again or its expiry is extended, its sessions are valid again.
 */
export function endsSessions(key: KeySettings, nowMs: number): boolean {
  const { status, expiresAtMs, endSessionsWithKey, deletion, revocation } = key;
  if (expiresAtMs !== null && nowMs >= expiresAtMs) return true;
  switch (status) {
    case 'active':
      return false;
    case 'disabled':
      return true;
    case 'deleted':
      return endSessionsWithKey || deletion?.statusBefore === 'disabled';
    case 'revoked':
      return revocation?.reason === 'compromised' || revocation?.endSessions !== false;
  }
}

/** Whether a session is denied by its key: by the key's state, or because it was created with a leaked value. */
export function endsSession(session: Pick<Session, 'createdAtMs'>, key: KeySettings, nowMs: number): boolean {
  const isOfLeakedValue =
    key.compromisedUntilMs !== undefined && session.createdAtMs <= key.compromisedUntilMs;
  return isOfLeakedValue || endsSessions(key, nowMs);
}
