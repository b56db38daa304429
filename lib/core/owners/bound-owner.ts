import type { KeySettings } from '../keys/key.ts';
import type { KeyReader } from '../store.ts';
import type { Owner } from './owner.ts';

/** Reads the owner that a key is bound to; undefined if the key is not bound to its owner or the owner does not exist. */
export async function readBoundOwner(
  store: Pick<KeyReader, 'readOwner'>,
  { boundBy, tenant, owner }: Pick<KeySettings, 'boundBy' | 'tenant' | 'owner'>,
): Promise<Owner | undefined> {
  return boundBy === 'owner' ? store.readOwner(tenant, owner) : undefined;
}
