import { type Command, Option } from '@commander-js/extra-typings';
import type { AdminClient } from '../api-client/admin-client.ts';
import { readAll } from '../api-client/paginate.ts';
import type { Cli } from './cli.ts';
import { createMissing, type OwnerName } from './create-missing.ts';
import { envOption, reportIssued } from './issued-key.ts';
import { keyDetails } from './key-view.ts';

const KEY_NAME = 'quickstart';
const DEFAULT_TENANT = 'default';
const DEFAULT_OWNER = 'quickstart';

/** `postern quickstart`: the first key of a new stage. Repeated, it creates only what is missing. */
export function addQuickstartCommand(quickstart: Command, cli: Cli): void {
  quickstart
    .addOption(
      new Option('--tenant <tenant>', `Tenant ID (default: ${DEFAULT_TENANT}; locally, the demo tenant)`),
    )
    .addOption(new Option('--owner <owner>', 'Owner ID').default(DEFAULT_OWNER))
    .addOption(envOption())
    .action(async ({ tenant: tenantOption, owner, env = false }, command) => {
      const connection = await cli.open();
      const { client } = connection;
      const ownerName = { tenant: connection.tenantOr(tenantOption, DEFAULT_TENANT), owner };
      const isNew = await createMissing(cli, client, ownerName, await connection.profile());
      const existing = isNew ? undefined : await existingKey(client, ownerName);
      if (existing) {
        await cli.print(existing, keyDetails);
        const renew = cli.command('keys', 'renew', existing.id, '--tenant', ownerName.tenant);
        await cli.info(
          `This key already exists. Its value cannot be shown again. To issue another key: ${renew}`,
        );
        return;
      }
      await reportIssued(cli, connection, {
        env,
        options: command.optsWithGlobals(),
        issue: () =>
          client.call('createKey', { params: { tenant: ownerName.tenant }, body: { owner, name: KEY_NAME } }),
      });
    });
}

async function existingKey(client: AdminClient, { tenant, owner }: OwnerName) {
  const keys = await readAll((cursor) =>
    client.call('listKeys', { params: { tenant }, query: { cursor, limit: 100 } }),
  );
  return keys.find((key) => key.owner === owner && key.name === KEY_NAME && key.status === 'active');
}
