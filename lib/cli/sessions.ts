import { type Command, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { allOption, ifVersionOption, limitOption, tenantOption } from './options.ts';
import { type Columns, details } from './output.ts';
import { listPages } from './pages.ts';

const COLUMNS: Columns<AdminResponse<'endKeySession'>> = {
  session: ({ id }) => id,
  user: ({ user }) => user,
  permissions: ({ permissions }) => permissions.join(','),
  created: ({ createdAt }) => createdAt,
  expires: ({ expiresAt }) => expiresAt,
  ended: ({ endedAt }) => endedAt,
  status: ({ status }) => status,
  version: ({ version }) => String(version),
};

/** `postern sessions …`: what key holders made with a key. */
export function addSessionCommands(sessions: Command, cli: Cli): void {
  sessions
    .command('list')
    .description('list the sessions that were made with a key, newest first')
    .addOption(keyOption())
    .addOption(tenantOption())
    .addOption(limitOption())
    .addOption(allOption())
    .action(async ({ tenant, key, ...options }) => {
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(tenant, key), key };
      await listPages(cli, options, { columns: COLUMNS }, (query) =>
        client.call('listKeySessions', { params, query }),
      );
    });

  sessions
    .command('end')
    .description('refuse a session from the next request on')
    .argument('<sessionId>')
    .addOption(keyOption())
    .addOption(tenantOption())
    .addOption(ifVersionOption())
    .action(async (session, { tenant, key, ifVersion: ifMatch }) => {
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(tenant, key), key, session };
      const ended = await client.call('endKeySession', { params, ifMatch });
      await cli.answer(ended, (each, style) => details(each, COLUMNS, style));
    });
}

function keyOption() {
  return new Option('--key <keyId>', 'the key that they were made with').makeOptionMandatory();
}
