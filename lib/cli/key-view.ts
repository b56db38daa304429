import type { AdminResponse } from '../api-client/admin-client.ts';
import { type Columns, details, type Style } from './output.ts';

type KeyView = AdminResponse<'changeKey'>;

/** What a listing shows of each key. */
export const KEY_COLUMNS: Columns<KeyView> = {
  key: ({ id }) => id,
  name: ({ name }) => name,
  owner: ({ owner }) => owner,
  permissions: ({ permissions }) => permissions.join(','),
  status: ({ status }) => status,
  expires: ({ expiresAt }) => expiresAt,
  created: ({ createdAt }) => createdAt,
};

const FIELDS: Columns<KeyView> = {
  key: ({ id }) => id,
  hint: ({ hint }) => hint,
  tenant: ({ tenant }) => tenant,
  owner: ({ owner, boundBy }) => (boundBy === 'owner' ? owner : `${owner} (not bound)`),
  name: ({ name }) => name,
  environment: ({ environment }) => environment,
  permissions: ({ permissions }) => permissions.join(','),
  status: ({ status }) => status,
  created: ({ createdAt, createdBy }) => `${createdAt} by ${createdBy}`,
  expires: ({ expiresAt }) => expiresAt,
  revoked: ({ revocation }) => revocation && `${revocation.at} by ${revocation.by}, ${revocation.reason}`,
  metadata: ({ metadata }) => JSON.stringify(metadata),
};

/** All that is known of a key, a line for each field. */
export function keyDetails(key: KeyView, style: Style): string {
  return details(key, FIELDS, style);
}
