import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import { keyDetails } from './key-view.ts';
import {
  accessLimitsOf,
  allowAddressesOption,
  allowAnyAddressOption,
  clearLimitsOption,
  creditsOption,
  leaseSecondsOption,
  quotaOption,
  rateOption,
} from './limit-options.ts';
import {
  clearNameOption,
  endSessionsOption,
  expiresAtOption,
  expiresInDaysOption,
  expiryOf,
  ifVersionOption,
  metadataOption,
  nameOption,
  permissionsOption,
  tenantOption,
} from './options.ts';
import { changeOf } from './update.ts';

/** `postern keys update`: omitted options keep their values. */
export function addUpdateCommand(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('update')
    .description('Update a key, effective on the next request. Omitted options keep their values.')
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .addOption(nameOption())
    .addOption(clearNameOption())
    .addOption(permissionsOption())
    .addOption(expiresInDaysOption())
    .addOption(expiresAtOption())
    .addOption(new Option('--never-expires', 'Remove the expiry').conflicts(['expiresAt', 'expiresInDays']))
    .addOption(metadataOption())
    .addOption(endSessionsOption())
    .addOption(
      new Option(
        '--no-end-sessions-with-key',
        'Keep the sessions created with the key valid when the key is deleted',
      ),
    )
    .addOption(rateOption())
    .addOption(quotaOption())
    .addOption(creditsOption())
    .addOption(leaseSecondsOption())
    .addOption(clearLimitsOption())
    .addOption(allowAddressesOption())
    .addOption(allowAnyAddressOption())
    .addOption(ifVersionOption())
    .action(async (key, options) => {
      const { tenant, name, clearName, permissions, metadata, neverExpires, ...others } = options;
      const { endSessionsWithKey, ifVersion: ifMatch, ...expiry } = others;
      const change = changeOf({
        name: clearName ? null : name,
        permissions,
        ...(neverExpires ? { expiresAt: null } : expiryOf(expiry)),
        metadata,
        endSessionsWithKey,
        ...accessLimitsOf(others),
      });
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(tenant, key), key };
      await cli.print(await client.call('updateKey', { params, body: change, ifMatch }), keyDetails);
    });
}
