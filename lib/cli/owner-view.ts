import { Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { limitsText } from '../contracts/http/limit-text.ts';
import { ownerView } from '../contracts/http/owners.ts';
import { type Columns, details, type Style } from './output.ts';

type OwnerView = AdminResponse<'showOwner'>;

export const KINDS = ownerView.shape.kind.options;
export const ROLES = ownerView.shape.role.unwrap().options;

/** Columns of the owner list. */
export const OWNER_COLUMNS: Columns<OwnerView> = {
  owner: ({ id }) => id,
  name: ({ name }) => name,
  kind: ({ kind }) => kind,
  role: ({ role }) => role,
  plan: ({ plan }) => plan,
  email: ({ email, signedIn }) => email && (signedIn ? email : `${email} (invited)`),
  status: ({ status }) => status,
  created: ({ createdAt }) => createdAt,
  version: ({ version }) => String(version),
};

/** Details of an owner, with the public ID that key holders see (MI-06). */
export function ownerDetails(owner: OwnerView, style: Style): string {
  const fields = {
    ...OWNER_COLUMNS,
    'max keys': ({ maxKeys }: OwnerView) => (maxKeys === null ? null : String(maxKeys)),
    limits: ({ limits }: OwnerView) => limitsText(limits),
    'allowed addresses': ({ allowedAddresses }: OwnerView) => allowedAddresses.join(', ') || null,
    uuid: ({ uuid }: OwnerView) => uuid,
  };
  return details(owner, fields, style);
}

export function roleOption() {
  return new Option('--role <role>', 'Role of a person, which limits the permissions of their keys').choices(
    ROLES,
  );
}
