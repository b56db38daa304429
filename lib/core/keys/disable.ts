import { isOwnerDeactivated } from '../access/effective-status.ts';
import type { Caller } from '../audit/event.ts';
import { readBoundOwner } from '../owners/bound-owner.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { type KeyName, type UpdateWithRetryResult, updateKeyWithRetry } from './update-key-with-retry.ts';

type DisableRejection = 'revoked' | 'deleted';
type EnableRejection = DisableRejection | 'owner-deactivated';

/** Disables a key until it is enabled. Repeating it changes nothing; a revoked or deleted key does not change. */
export function disableKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
): Promise<UpdateWithRetryResult<DisableRejection>> {
  return updateKeyWithRetry<DisableRejection>(deps, caller, keyName, (key) => {
    if (key.status === 'revoked' || key.status === 'deleted') return { rejected: key.status };
    return key.status === 'disabled'
      ? 'unchanged'
      : { next: { ...key, status: 'disabled' }, action: 'key.disabled' };
  });
}

/**
 * Enables a disabled key. Repeating it changes nothing; a revoked or deleted key does not change. If the key is bound
 * to its owner, the owner must exist and be active, because each request with the key would otherwise still be denied.
 */
export function enableKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
): Promise<UpdateWithRetryResult<EnableRejection>> {
  return updateKeyWithRetry<EnableRejection>(deps, caller, keyName, async (key) => {
    if (key.status === 'revoked' || key.status === 'deleted') return { rejected: key.status };
    const owner = await readBoundOwner(deps.store, key);
    if (isOwnerDeactivated(key, owner)) return { rejected: 'owner-deactivated' };
    if (key.status === 'active') return 'unchanged';
    const expected = { owner: owner?.version };
    return { next: { ...key, status: 'active' }, action: 'key.enabled', expected };
  });
}
