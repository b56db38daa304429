import type { Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { revokeChildren } from './cascade.ts';
import type { Cascade, Key, RevocationReason } from './key.ts';
import { revocation } from './revocation.ts';
import { type KeyName, type UpdateWithRetryResult, updateKeyWithRetry } from './update-key-with-retry.ts';

export type RevokeKeyResult =
  | {
      readonly outcome: 'done';
      readonly key: Key;
      /** The state of the keys that were created with it; null if the reason does not affect them. */
      readonly cascade: Cascade | null;
    }
  | Exclude<UpdateWithRetryResult<never>, { outcome: 'done' }>;

/**
 * Revokes a key permanently. One transaction writes the key item and its audit event: status `revoked`, no digests, and
 * who revoked it, when and why. For a compromised key, it also writes the item of a pending cascade. The cascade then
 * revokes the keys that were created with it. Sessions end unless `endSessions` is false, without a write to their items.
 * Safe to repeat, also after a failure.
 */
export async function revokeKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  reason: RevocationReason,
  endSessions = true,
): Promise<RevokeKeyResult> {
  const isCompromised = reason === 'compromised';
  const result = await updateKeyWithRetry<never>(deps, caller, keyName, (key, nowMs) => {
    const step = revocation(key, caller, { reason, endSessions }, nowMs);
    return typeof step === 'object' && isCompromised ? { ...step, cascade: 'pending' } : step;
  });
  if (result.outcome !== 'done') return result;
  return { ...result, cascade: isCompromised ? await revokeChildren(deps, caller, keyName) : null };
}
