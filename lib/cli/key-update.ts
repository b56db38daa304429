import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { changeOf } from './update.ts';
import type { Cli } from './cli.ts';
import { keyDetails } from './key-view.ts';
import {
  endSessionsOption,
  expiresAtOption,
  expiresInDaysOption,
  expiryOf,
  ifVersionOption,
  metadataOption,
  nameOption,
  permissionsOption,
  tenantOption,
  unnamedOption,
} from './options.ts';

/** `postern keys change`: what is not named stays as it is. */
export function addChangeCommand(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('change')
    .description('Change a key, effective on the next request. Omitted options keep their values.')
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .addOption(nameOption())
    .addOption(unnamedOption())
    .addOption(permissionsOption())
    .addOption(expiresInDaysOption())
    .addOption(expiresAtOption())
    .addOption(new Option('--never-expires', 'Remove the expiry').conflicts(['expiresAt', 'expiresInDays']))
    .addOption(metadataOption())
    .addOption(endSessionsOption().conflicts('keepSessions'))
    .addOption(
      new Option('--keep-sessions', 'Keep the sessions created with the key valid when the key is deleted'),
    )
    .addOption(ifVersionOption())
    .action(async (key, options) => {
      const { tenant, name, unnamed, permissions, metadata, neverExpires, ...others } = options;
      const { endSessionsWithKey, keepSessions, ifVersion: ifMatch, ...expiry } = others;
      const change = changeOf({
        name: unnamed ? null : name,
        permissions,
        ...(neverExpires ? { expiresAt: null } : expiryOf(expiry)),
        metadata,
        endSessionsWithKey: keepSessions ? false : endSessionsWithKey,
      });
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(tenant, key), key };
      await cli.answer(await client.call('changeKey', { params, body: change, ifMatch }), keyDetails);
    });
}
