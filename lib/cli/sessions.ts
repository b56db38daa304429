import { type Command, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { confirm } from './confirm.ts';
import { allOption, ifVersionOption, limitOption, tenantOption, yesOption } from './options.ts';
import { type Columns, details } from './output.ts';
import { listPages } from './pagination.ts';

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

/** `postern sessions …`: the sessions that key holders created with a key. */
export function addSessionCommands(sessions: Command, cli: Cli): void {
  sessions
    .command('list')
    .description('List the sessions created with a key, newest first')
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
    .description('Permanently end a session, effective on the next request. Asks for confirmation.')
    .argument('<sessionId>', 'Session ID')
    .addOption(keyOption())
    .addOption(tenantOption())
    .addOption(yesOption())
    .addOption(ifVersionOption())
    .action(async (session, { tenant, key, yes = false, ifVersion: ifMatch }) => {
      const { client, tenantOfKey } = await cli.open();
      const text = `Permanently end session ${session}?`;
      const cancellation = 'Canceled. The session is still active.';
      if (!(await confirm(cli, { text, answer: session, cancellation, yes }))) return;
      const params = { tenant: await tenantOfKey(tenant, key), key, session };
      const ended = await client.call('endKeySession', { params, ifMatch });
      await cli.print(ended, (each, style) => details(each, COLUMNS, style));
    });
}

function keyOption() {
  return new Option('--key <keyId>', 'ID of the key that created the sessions').makeOptionMandatory();
}
