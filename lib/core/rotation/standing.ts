import { isOwnerDeactivated } from '../access/effective-status.ts';
import type { Key } from '../keys/key.ts';
import type { KeyReader } from '../store.ts';

/** Why a key may not get another value now: nothing is revived for a key or an owner that was ended. */
export type StandingRefusal = 'key-revoked' | 'key-not-active' | 'key-expired' | 'owner-deactivated';

/** Undefined where the key may go on. Reads the owner where the key is bound to it. */
export async function standingRefusal(
  store: KeyReader,
  key: Key,
  nowMs: number,
): Promise<StandingRefusal | undefined> {
  if (key.status === 'revoked') return 'key-revoked';
  if (key.status !== 'active') return 'key-not-active';
  if (key.expiresAtMs !== null && nowMs >= key.expiresAtMs) return 'key-expired';
  const owner = key.boundBy === 'owner' ? await store.readOwner(key.tenant, key.owner) : undefined;
  return isOwnerDeactivated(key, owner) ? 'owner-deactivated' : undefined;
}
