import type { Response } from '../api/client.ts';
import type { Membership } from '../shell/tenant-context.ts';

type OwnerKind = Response<'listOwners'>['items'][number]['kind'];
type BoundKey = Pick<Response<'showKey'>, 'owner' | 'boundBy'>;

/**
 * Whether a user may create, update and end a key: the rule of the API, so that the page offers no operation that the API
 * rejects.
 *
 * @param ownerKind undefined if it is not known; then the API decides
 */
export function managesKey(
  { managedKeys, owner }: Membership,
  key: BoundKey,
  ownerKind: OwnerKind | undefined,
): boolean {
  if (managedKeys === 'all' || managedKeys === 'nothing') return managedKeys === 'all';
  if (key.boundBy !== 'owner') return false;
  if (key.owner === owner) return true;
  return managedKeys === 'application-keys' && (ownerKind === undefined || ownerKind === 'application');
}
