import type { AdminResponse } from '../api-client/admin-client.ts';
import { limitsText } from '../contracts/http/limit-text.ts';
import type { Cli } from './cli.ts';
import { type Columns, details, type Fields, type Style } from './output.ts';

type KeyView = AdminResponse<'updateKey'>;

/** Columns of the key list. */
export const KEY_COLUMNS: Columns<KeyView> = {
  key: ({ id }) => id,
  name: ({ name }) => name,
  owner: ({ owner }) => owner,
  permissions: ({ permissions }) => permissions.join(','),
  status: ({ status }) => status,
  expires: ({ expiresAt }) => expiresAt,
  created: ({ createdAt }) => createdAt,
  'last used': ({ lastUsedAt }) => lastUsedAt ?? null,
};

const FIELDS: Fields<KeyView> = {
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
  'last used': ({ lastUsedAt }) => lastUsedAt,
  deleted: ({ deletion }) => deletion && `${deletion.at} by ${deletion.by}`,
  revoked: ({ revocation }) => revocation && `${revocation.at} by ${revocation.by}, ${revocation.reason}`,
  metadata: ({ metadata }) => JSON.stringify(metadata),
  sessions: ({ endSessionsWithKey }) =>
    endSessionsWithKey ? 'end with the key' : 'stay valid if it is deleted',
  limits: ({ limits }) => limitsText(limits),
  'allowed addresses': ({ allowedAddresses }) => listed(allowedAddresses),
  predecessor: ({ lineage }) => lineage.predecessor,
  parent: ({ lineage }) => lineage.parent,
  version: ({ version }) => String(version),
};

const endedFields = ({ command }: Pick<Cli, 'command'>): Fields<AdminResponse<'deleteKey'>> => ({
  ...FIELDS,
  'live sessions': ({ id, tenant, liveSessions }) =>
    liveSessions && liveSessions.count > 0
      ? `${liveSessions.count} until ${liveSessions.until}. List them: ${command('sessions', 'list', '--key', id, '--tenant', tenant)}. ` +
        `End all: ${command('keys', 'revoke', id, '--tenant', tenant)}`
      : null,
});

const descendantFields = (cli: Pick<Cli, 'command'>): Fields<AdminResponse<'showKey'>> => ({
  ...endedFields(cli),
  successors: ({ successors }) => listed(successors),
  children: ({ children }) => listed(children),
});

function listed(ids: readonly string[]): string | null {
  return ids.length === 0 ? null : ids.join(', ');
}

/** Details of a key, one line per field. */
export function keyDetails(key: KeyView, style: Style): string {
  return details(key, FIELDS, style);
}

/** Details with the sessions that are still accepted and the commands that end them. */
export function endedKeyDetails(cli: Pick<Cli, 'command'>) {
  const fields = endedFields(cli);
  return (key: AdminResponse<'deleteKey'>, style: Style) => details(key, fields, style);
}

/** Details with the derived keys: renewals, replacements and keys created with it. */
export function keyWithDescendantsDetails(cli: Pick<Cli, 'command'>) {
  const fields = descendantFields(cli);
  return (key: AdminResponse<'showKey'>, style: Style) => details(key, fields, style);
}
