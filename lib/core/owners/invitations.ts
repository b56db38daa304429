import { asciiLowerCase } from '../ascii.ts';
import type { Membership, Store } from '../store.ts';

const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * Reads the invitations of a verified address. Invitations have only ASCII addresses, so that an address with any other
 * character has none, even if it looks the same.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function readInvitationsOf(
  store: Pick<Store, 'readInvitations'>,
  verifiedAddress: string,
): Promise<readonly Membership[]> {
  if (!PRINTABLE_ASCII.test(verifiedAddress)) return [];
  return store.readInvitations(asciiLowerCase(verifiedAddress));
}
