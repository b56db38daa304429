import { type Caller, shortCallerId } from '../audit/event.ts';
import { endsSessions } from '../sessions/end-with-key.ts';
import { type Key, REVOCATION_REASONS, type Revocation, type RevocationReason } from './key.ts';
import type { Step } from './update-key-with-retry.ts';

export interface RevocationTerms {
  readonly reason: RevocationReason;
  /** Whether the sessions of the key end with it (default: true). `false` keeps only sessions that are valid. */
  readonly endSessions?: boolean;
}

export const COMPROMISED: RevocationTerms = { reason: 'compromised' };

/** The update step that revokes a key. */
export function revocation(key: Key, caller: Caller, terms: RevocationTerms, atMs: number): Step<never> {
  const next = revoked(key, caller, terms, atMs);
  return next === key ? 'unchanged' : { next, action: 'key.revoked' };
}

/**
 * Returns the revoked key. The actor and time of the first revocation stay, the reason only becomes more severe, and
 * sessions that stayed valid can only be ended. If the key denied its sessions before the revocation, it denies them
 * afterwards, even if `endSessions` is false.
 */
export function revoked(
  key: Key,
  caller: Caller,
  { reason, endSessions = true }: RevocationTerms,
  atMs: number,
): Key {
  if (!key.revocation) {
    const details = { atMs, by: shortCallerId(caller), reason };
    const keepsSessions = !endSessions && !endsSessions(key, atMs);
    const revocation: Revocation = keepsSessions ? { ...details, endSessions: false } : details;
    return { ...key, status: 'revoked', credentials: [], revocation };
  }
  const { revocation } = key;
  const isWorse = REVOCATION_REASONS.indexOf(reason) > REVOCATION_REASONS.indexOf(revocation.reason);
  const endsMore = endSessions && revocation.endSessions === false;
  if (!isWorse && !endsMore) return key;
  const { endSessions: _kept, ...ending } = revocation;
  return { ...key, revocation: { ...(endsMore ? ending : revocation), ...(isWorse && { reason }) } };
}
