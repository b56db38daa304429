import type { Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { type Key, REVOCATION_REASONS, type RevocationReason } from './key.ts';
import { type KeyName, type Step, type TransitionResult, transitionKey } from './transition.ts';

/** Ends a key for ever: erases its digests and keeps the item as a tombstone. Safe to repeat. */
export function revokeKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  reason: RevocationReason,
): Promise<TransitionResult<never>> {
  return transitionKey<never>(deps, caller, keyName, (key, atMs) =>
    key.revocation
      ? worsened(key, reason)
      : {
          next: {
            ...key,
            status: 'revoked',
            credentials: [],
            revocation: { atMs, by: caller.id, reason },
          },
          action: 'key.revoked',
        },
  );
}

/** Who revoked it and when stays; the reason moves only towards `compromised`. */
function worsened(key: Key, reason: RevocationReason): Step<never> {
  const { revocation } = key;
  const isWorse =
    revocation !== null && REVOCATION_REASONS.indexOf(reason) > REVOCATION_REASONS.indexOf(revocation.reason);
  if (!isWorse) return 'unchanged';
  return { next: { ...key, revocation: { ...revocation, reason } }, action: 'key.revoked' };
}
