import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import { answerIssued, envOption } from './issued-key.ts';
import {
  endSessionsOption,
  expiresAtOption,
  expiresInDaysOption,
  expiryOf,
  idempotencyKeyOption,
  metadataOption,
  nameOption,
  permissionsOption,
  tenantOption,
} from './options.ts';

/** `postern keys create`: what is not named, the deployment's key contract decides. */
export function addCreateCommand(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('create')
    .description("issue a key; its value is shown once; what isn't named is as the deployment has it")
    .addOption(tenantOption())
    .addOption(new Option('--owner <owner>', 'whose it is').makeOptionMandatory())
    .addOption(nameOption())
    .addOption(permissionsOption())
    .addOption(new Option('--environment <environment>', 'one that the key format has, such as live or test'))
    .addOption(expiresInDaysOption())
    .addOption(expiresAtOption())
    .addOption(metadataOption())
    .addOption(new Option('--unbound', "the key does not depend on its owner's standing"))
    .addOption(endSessionsOption())
    .addOption(idempotencyKeyOption())
    .addOption(envOption())
    .action(async (options, command) => {
      const { tenant, unbound, expiresAt, expiresInDays, idempotencyKey, env = false, ...settings } = options;
      const session = await cli.open();
      const request = {
        params: { tenant: session.tenantOr(tenant) },
        body: {
          ...settings,
          boundBy: unbound && ('none' as const),
          ...expiryOf({ expiresAt, expiresInDays }),
        },
        idempotencyKey,
      };
      await answerIssued(cli, session, {
        env,
        options: command.optsWithGlobals(),
        issue: () => session.client.call('createKey', request),
      });
    });
}
