import { isOwnerDeactivated } from '../access/effective-status.ts';
import type { Key } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import type { ExpectedVersions } from '../store.ts';

/** Why a key cannot get another value: the key or its owner is not active. */
export type Ineligibility = 'key-revoked' | 'key-not-active' | 'key-expired' | 'owner-deactivated';

/** Undefined if the key can get another value. `owner` is used only if the key is bound to it. */
export function checkEligibility(key: Key, owner: Owner | null, nowMs: number): Ineligibility | undefined {
  if (key.status === 'revoked') return 'key-revoked';
  if (key.status !== 'active') return 'key-not-active';
  if (key.expiresAtMs !== null && nowMs >= key.expiresAtMs) return 'key-expired';
  return isOwnerDeactivated(key, owner ?? undefined) ? 'owner-deactivated' : undefined;
}

/** The version of the owner that made the key eligible: a commit that accepts a value requires it. */
export function eligibleOwner(owner: Owner | null): Pick<ExpectedVersions, 'owner'> {
  return { owner: owner?.version };
}
