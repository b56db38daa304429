import { isOwnerDeactivated } from '../access/effective-status.ts';
import type { Key } from '../keys/key.ts';
import type { KeyReader } from '../store.ts';
import type { SecretMark } from './managed-key.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { SecretStoreError } from './secret-store.ts';
import { readRecord, transitionRecord } from './transition.ts';

/**
 * Tags the secret as what its key is, so that who looks at it in Secrets Manager knows that its value is dead. Where
 * Secrets Manager refuses, it is tried again with the next look at the key: nothing waits for it.
 *
 * @throws UnavailableError where the store doesn't answer
 */
export async function markSecret(deps: RotationDeps, keyId: string): Promise<void> {
  const record = await readRecord(deps.store, keyId);
  if (!record) return;
  const { secretArn, mark: known } = record.managed;
  const mark = await markOf(deps.store, record.key);
  if (mark === known) return;
  try {
    await deps.secrets.mark(secretArn, mark);
  } catch (error) {
    if (error instanceof SecretStoreError) return;
    throw error;
  }
  await transitionRecord<never>(deps, keyId, ({ key, managed }) =>
    managed.mark === mark
      ? 'unchanged'
      : { next: { key, managed: { ...managed, mark } }, action: 'rotation.marked' },
  );
}

async function markOf(store: KeyReader, key: Key): Promise<SecretMark> {
  if (key.status === 'revoked') return 'key-revoked';
  const owner = key.boundBy === 'owner' ? await store.readOwner(key.tenant, key.owner) : undefined;
  return isOwnerDeactivated(key, owner) ? 'owner-deactivated' : 'managed';
}
