import { emailFingerprint, identityFingerprint } from '../../core/owners/fingerprint.ts';
import type { Identity } from '../../core/owners/owner.ts';
import type { Membership } from '../../core/store.ts';
import { keyAttributes } from './attributes.ts';
import { itemCodec, text } from './fields.ts';
import type { Attributes } from './item.ts';
import type { Range } from './read-range.ts';

const item = itemCodec<Membership, object, object>({
  type: 'membership',
  data: { tenant: text, owner: text },
  projected: {},
  hidden: {},
});

const PREFIX = 'tenant#';

/** The partition of an invited address. Contains a fingerprint: CloudTrail and Contributor Insights show item keys. */
export function invitationRange(email: string): Range {
  return { partition: `invitation#${emailFingerprint(email)}`, prefix: PREFIX };
}

/** The partition of a person's memberships. */
export function identityRange(identity: Identity): Range {
  return { partition: `identity#${identityFingerprint(identity)}`, prefix: PREFIX };
}

/** One item for each tenant: an address has at most one invitation in it, an identity at most one membership. */
export function encodeMembership({ partition, prefix }: Range, membership: Membership): Attributes {
  return {
    ...item.encode(membership),
    ...keyAttributes({ pk: partition, sk: prefix + membership.tenant }),
  };
}

/** @throws UnexpectedItemError */
export const decodeMembership: (item: Attributes) => Membership = item.decode;
