import { emailFingerprint, identityFingerprint } from '../../core/owners/fingerprint.ts';
import type { Identity } from '../../core/owners/owner.ts';
import type { Membership } from '../../core/store.ts';
import { map, text } from './attributes.ts';
import { Fields } from './fields.ts';
import type { Attributes } from './read-item.ts';
import type { Range } from './read-range.ts';

const TYPE = 'membership';
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
export function encodeMembership({ partition, prefix }: Range, { tenant, owner }: Membership): Attributes {
  return {
    pk: text(partition),
    sk: text(prefix + tenant),
    type: text(TYPE),
    data: map({ tenant: text(tenant), owner: text(owner) }),
  };
}

/** @throws UnexpectedItemError */
export function decodeMembership(item: Attributes): Membership {
  const data = Fields.of(TYPE, item).map('data');
  return { tenant: data.text('tenant'), owner: data.text('owner') };
}
