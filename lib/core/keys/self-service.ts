import type { Caller } from '../audit/event.ts';
import { paginateItems } from '../pagination.ts';
import type { Store } from '../store.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { VersionMismatch } from '../version-mismatch.ts';
import { deletion } from './delete.ts';
import type { KeySettings } from './key.ts';
import { type UpdateWithRetryResult, updateKeyWithRetry } from './update-key-with-retry.ts';

/** The owner of the presented key, whose keys a key holder can list. */
export type KeyOwner = Pick<KeySettings, 'tenant' | 'owner'>;

/** All keys of an owner that are neither deleted nor revoked, newest first; eventually consistent. */
export async function listOwnKeys(store: Store, { tenant, owner }: KeyOwner): Promise<KeySettings[]> {
  const keys: KeySettings[] = [];
  for await (const key of paginateItems((page) => store.listKeysOf(tenant, owner, page))) {
    if (key.status !== 'deleted' && key.status !== 'revoked') keys.push(key);
  }
  return keys;
}

/** Deletes a key of an owner (MI-12). A key of another owner or a deleted key is `not-found`. */
export async function deleteOwnKey(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, owner }: KeyOwner,
  id: string,
): Promise<Exclude<UpdateWithRetryResult<never>, VersionMismatch>> {
  const result = await updateKeyWithRetry<'not-found'>(deps, caller, { tenant, id }, (key, atMs) => {
    const step = deletion(key, caller, atMs);
    const isDone = typeof step === 'object' && 'next' in step;
    return key.owner === owner && isDone ? step : { rejected: 'not-found' };
  });
  // The documented list of own keys (MI-07) does not contain versions.
  return result.outcome === 'version-mismatch' ? { outcome: 'not-found' } : result;
}
