import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import { keyDetails } from './key-view.ts';
import {
  expiresAtOption,
  expiresInDaysOption,
  expiryOf,
  metadataOption,
  nameOption,
  permissionsOption,
  tenantOption,
} from './options.ts';
import { UsageError } from './usage-error.ts';

/** `postern keys change`: what is not named stays as it is. */
export function addChangeCommand(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('change')
    .description('change a key from the next request on; what is not named stays')
    .argument('<keyId>')
    .addOption(tenantOption())
    .addOption(nameOption().conflicts('unnamed'))
    .addOption(new Option('--unnamed', 'takes the name away'))
    .addOption(permissionsOption())
    .addOption(expiresInDaysOption())
    .addOption(expiresAtOption())
    .addOption(
      new Option('--never-expires', 'takes the expiry away').conflicts(['expiresAt', 'expiresInDays']),
    )
    .addOption(metadataOption())
    .action(async (key, { tenant, name, unnamed, permissions, metadata, neverExpires, ...expiry }) => {
      const change = {
        name: unnamed ? null : name,
        permissions,
        expiresAt: neverExpires ? null : expiryOf(expiry, cli.clock),
        metadata,
      };
      if (Object.values(change).every((value) => value === undefined)) {
        throw new UsageError('there is nothing to change');
      }
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant), key };
      await cli.answer(await client.call('changeKey', { params, body: change }), keyDetails);
    });
}
