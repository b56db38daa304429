import { emailFingerprint, identityFingerprint } from '../../core/owners/fingerprint.ts';
import type { Identity } from '../../core/owners/owner.ts';
import type { Membership } from '../../core/store.ts';
import { keyAttributes } from './attributes.ts';
import { itemCodec, text } from './fields.ts';
import type { Attributes } from './read-item.ts';
import type { Range } from './read-range.ts';

const item = itemCodec<Membership, object, object>({
  type: 'membership',
  data: { tenant: text, owner: text },
  projected: {},
  hidden: {},
});

const PREFIX = 'tenant#';

/** Where an address is invited. Its fingerprint stands for it: CloudTrail and Contributor Insights show items' keys. */
export function invitationRange(email: string): Range {
  return { partition: `invitation#${emailFingerprint(email)}`, prefix: PREFIX };
}

/** Where a person is a member. */
export function identityRange(identity: Identity): Range {
  return { partition: `identity#${identityFingerprint(identity)}`, prefix: PREFIX };
}

/** One for each tenant: an address is invited, and an identity is somebody, once in it. */
export function encodeMembership({ partition, prefix }: Range, membership: Membership): Attributes {
  return {
    ...item.encode(membership),
    ...keyAttributes({ pk: partition, sk: prefix + membership.tenant }),
  };
}

/** @throws UnexpectedItemError */
export const decodeMembership: (item: Attributes) => Membership = item.decode;
