import type { KeySettings } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import { endsSession } from '../sessions/end-with-key.ts';
import type { Session } from '../sessions/session.ts';
import type { EffectiveKeyStatus, EffectiveSessionStatus } from './shown-status.ts';

type KeyState = Pick<KeySettings, 'status' | 'expiresAtMs' | 'boundBy'>;

/** What the status of a key depends on besides the key. */
export interface KeyHolder {
  /** Used only if the key is bound to it. */
  readonly owner: Owner | undefined;
  /** Whether the tenant is suspended, in a deployment whose decisions read the tenant. */
  readonly isSuspended: boolean;
}

/** The status of a key, in the order in which `decide()` denies. A key expires at `expiresAtMs` itself. */
export function effectiveKeyStatus(key: KeyState, holder: KeyHolder, nowMs: number): EffectiveKeyStatus {
  if (key.status !== 'active') return key.status;
  if (key.expiresAtMs !== null && nowMs >= key.expiresAtMs) return 'expired';
  return holderStatus(key, holder);
}

function holderStatus(key: Pick<KeySettings, 'boundBy'>, { owner, isSuspended }: KeyHolder) {
  if (isOwnerDeactivated(key, owner)) return 'owner-deactivated';
  return isSuspended ? 'tenant-suspended' : 'active';
}

/** The status of a session, in the order in which `decideOnSession()` denies. */
export function effectiveSessionStatus(
  session: Pick<Session, 'createdAtMs' | 'endedAtMs' | 'expiresAtMs'>,
  key: KeySettings,
  holder: KeyHolder,
  nowMs: number,
): EffectiveSessionStatus {
  if (session.endedAtMs !== null || endsSession(session, key, nowMs)) return 'ended';
  if (nowMs >= session.expiresAtMs) return 'expired';
  return holderStatus(key, holder);
}

/** Whether a key is denied because of its owner. A bound key is also denied if its owner does not exist. */
export function isOwnerDeactivated(
  { boundBy }: Pick<KeySettings, 'boundBy'>,
  owner: Owner | undefined,
): boolean {
  return boundBy === 'owner' && owner?.status !== 'active';
}
