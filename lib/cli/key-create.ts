import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import { keyDetails } from './key-view.ts';
import { tellOfLostValue } from './lost-value.ts';
import {
  expiresAtOption,
  expiresInDaysOption,
  expiryOf,
  idempotencyKeyOption,
  metadataOption,
  nameOption,
  permissionsOption,
  tenantOption,
} from './options.ts';

/** `postern keys create`: the one command that shows a value. */
export function addCreateCommand(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('create')
    .description('issue a key; its value is shown once')
    .addOption(tenantOption())
    .addOption(new Option('--owner <owner>', 'whose it is').makeOptionMandatory())
    .addOption(nameOption())
    .addOption(permissionsOption())
    .addOption(new Option('--environment <environment>', 'live, or another that the key format has'))
    .addOption(expiresInDaysOption())
    .addOption(expiresAtOption())
    .addOption(metadataOption())
    .addOption(new Option('--unbound', "the key does not depend on its owner's standing"))
    .addOption(idempotencyKeyOption())
    .action(async ({ tenant, unbound, expiresAt, expiresInDays, idempotencyKey, ...settings }, command) => {
      const { client, tenantOr } = await cli.open();
      const expiry = expiryOf({ expiresAt, expiresInDays }, cli.clock);
      const boundBy = unbound && 'none';
      const issued = await client
        .call('createKey', {
          params: { tenant: tenantOr(tenant) },
          body: { ...settings, boundBy, expiresAt: expiry },
          idempotencyKey,
        })
        .catch((error: unknown) => tellOfLostValue(error, command.optsWithGlobals()));
      await cli.answer(issued, ({ value, ...key }, style) => `${keyDetails(key, style)}\n\n${value}\n`);
      await cli.remark('Keep this value now: it cannot be shown again.');
    });
}
