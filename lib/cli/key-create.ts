import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import { envOption, reportIssued } from './issued-key.ts';
import {
  accessLimitsOf,
  allowAddressesOption,
  creditsOption,
  leaseSecondsOption,
  quotaOption,
  rateOption,
} from './limit-options.ts';
import {
  endSessionsOption,
  environmentOption,
  expiresAtOption,
  expiresInDaysOption,
  expiryOf,
  idempotencyKeyOption,
  metadataOption,
  nameOption,
  permissionsOption,
  tenantOption,
  unboundOption,
} from './options.ts';

/** `postern keys create`: the key profile of the deployment sets the defaults of omitted options. */
export function addCreateCommand(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('create')
    .description('Issue a key. The value is shown once. Omitted options use the deployment defaults.')
    .addOption(tenantOption())
    .addOption(new Option('--owner <owner>', 'Owner ID').makeOptionMandatory())
    .addOption(nameOption())
    .addOption(permissionsOption())
    .addOption(environmentOption())
    .addOption(expiresInDaysOption())
    .addOption(expiresAtOption())
    .addOption(metadataOption())
    .addOption(unboundOption())
    .addOption(endSessionsOption())
    .addOption(rateOption())
    .addOption(quotaOption())
    .addOption(creditsOption())
    .addOption(leaseSecondsOption())
    .addOption(allowAddressesOption())
    .addOption(idempotencyKeyOption())
    .addOption(envOption())
    .action(async (options, command) => {
      const { tenant, unbound, expiresAt, expiresInDays, idempotencyKey, env = false, ...others } = options;
      const { rate, quota, credits, leaseSeconds, allowAddresses, ...settings } = others;
      const connection = await cli.open();
      const request = {
        params: { tenant: connection.tenantOr(tenant) },
        body: {
          ...settings,
          boundBy: unbound && ('none' as const),
          ...expiryOf({ expiresAt, expiresInDays }),
          ...accessLimitsOf({ rate, quota, credits, leaseSeconds, allowAddresses }),
        },
        idempotencyKey,
      };
      await reportIssued(cli, connection, {
        env,
        options: command.optsWithGlobals(),
        issue: () => connection.client.call('createKey', request),
      });
    });
}
