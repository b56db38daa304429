import { type Caller, shortCallerId } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Key } from './key.ts';
import { countAgain } from './key-count.ts';
import { MS_PER_DAY } from './lifetime.ts';
import {
  type KeyName,
  type Step,
  type UpdateWithRetryResult,
  updateKeyWithRetry,
} from './update-key-with-retry.ts';

/** The time in which a deleted key can be restored. */
export const RESTORABLE_DAYS = 30;

/**
 * Deletes a key (MB-05, MS-07, MI-12), effective on the next request. Its sessions stay valid unless they end with the
 * key (MS-10). Repeating it changes nothing.
 */
export function deleteKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
): Promise<UpdateWithRetryResult<'revoked'>> {
  return updateKeyWithRetry<'revoked'>(deps, caller, keyName, (key, atMs) => deletion(key, caller, atMs));
}

/** The update step that deletes a key. */
export function deletion(key: Key, caller: Caller, atMs: number): Step<'revoked'> {
  if (key.status === 'revoked') return { rejected: 'revoked' };
  if (key.status === 'deleted') return 'unchanged';
  const details = { atMs, by: shortCallerId(caller), statusBefore: key.status };
  return { next: { ...key, status: 'deleted', deletion: details }, action: 'key.deleted' };
}

type RestoreRejection = 'revoked' | 'restore-period-expired' | 'owner-deactivated' | 'key-limit-reached';

/** Restores a deleted key to its previous status, if its owner has room for it. Its expiry does not change. */
export function restoreKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
): Promise<UpdateWithRetryResult<RestoreRejection>> {
  return updateKeyWithRetry<RestoreRejection>(deps, caller, keyName, async (key, nowMs) => {
    if (key.status === 'revoked') return { rejected: 'revoked' };
    const { deletion } = key;
    if (!deletion) return 'unchanged';
    if (nowMs >= deletion.atMs + RESTORABLE_DAYS * MS_PER_DAY) return { rejected: 'restore-period-expired' };
    const owner = await deps.store.readOwner(key.tenant, key.owner);
    if (owner?.status !== 'active') return { rejected: 'owner-deactivated' };
    const next: Key = { ...key, status: deletion.statusBefore, deletion: null };
    const recount = await countAgain(deps, { before: key, next, owner }, nowMs);
    if (typeof recount === 'string' || 'rejected' in recount) return recount;
    return { next, action: 'key.restored', expected: { owner: owner.version }, ...recount };
  });
}
