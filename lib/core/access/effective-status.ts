import { KEY_STATUSES, type KeySettings } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import { endsSession } from '../sessions/end-with-key.ts';
import type { Session } from '../sessions/session.ts';

/** The status of a key at an instant: `active` or the reason for its denial. */
export const EFFECTIVE_KEY_STATUSES = [...KEY_STATUSES, 'expired', 'owner-deactivated'] as const;
export type EffectiveKeyStatus = (typeof EFFECTIVE_KEY_STATUSES)[number];

/** The status of a session at an instant: `active` or the reason for its denial. */
export const EFFECTIVE_SESSION_STATUSES = ['active', 'ended', 'expired', 'owner-deactivated'] as const;
export type EffectiveSessionStatus = (typeof EFFECTIVE_SESSION_STATUSES)[number];

/** The statuses in responses: `unknown` if the status depends on an owner that this version cannot decode. */
export const SHOWN_KEY_STATUSES = [...EFFECTIVE_KEY_STATUSES, 'unknown'] as const;
export type ShownKeyStatus = (typeof SHOWN_KEY_STATUSES)[number];
export const SHOWN_SESSION_STATUSES = [...EFFECTIVE_SESSION_STATUSES, 'unknown'] as const;
export type ShownSessionStatus = (typeof SHOWN_SESSION_STATUSES)[number];

type KeyState = Pick<KeySettings, 'status' | 'expiresAtMs' | 'boundBy'>;

/**
 * The status of a key, in the order in which `decide()` denies. A key expires at `expiresAtMs` itself. `owner` is used
 * only if the key is bound to it.
 */
export function effectiveKeyStatus(
  key: KeyState,
  owner: Owner | undefined,
  nowMs: number,
): EffectiveKeyStatus {
  if (key.status !== 'active') return key.status;
  if (key.expiresAtMs !== null && nowMs >= key.expiresAtMs) return 'expired';
  return isOwnerDeactivated(key, owner) ? 'owner-deactivated' : 'active';
}

/** The status of a session, in the order in which `decideOnSession()` denies. */
export function effectiveSessionStatus(
  session: Pick<Session, 'createdAtMs' | 'endedAtMs' | 'expiresAtMs'>,
  key: KeySettings,
  owner: Owner | undefined,
  nowMs: number,
): EffectiveSessionStatus {
  if (session.endedAtMs !== null || endsSession(session, key, nowMs)) return 'ended';
  if (nowMs >= session.expiresAtMs) return 'expired';
  return isOwnerDeactivated(key, owner) ? 'owner-deactivated' : 'active';
}

/** Whether a key is denied because of its owner. A bound key is also denied if its owner does not exist. */
export function isOwnerDeactivated(
  { boundBy }: Pick<KeySettings, 'boundBy'>,
  owner: Owner | undefined,
): boolean {
  return boundBy === 'owner' && owner?.status !== 'active';
}
