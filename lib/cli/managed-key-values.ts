import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { warnOfPendingReplacement } from './cascade.ts';
import type { Cli } from './cli.ts';
import { confirm } from './confirm.ts';
import { addKeyCommand } from './key-command.ts';
import { tenantOption, yesOption } from './options.ts';
import { type Columns, details } from './output.ts';

const FIELDS: Columns<AdminResponse<'rotateKey'>> = {
  key: ({ key }) => key,
  secret: ({ secretArn }) => secretArn,
  'propagated by': ({ propagatedBy }) => propagatedBy,
};

/** `postern managed-keys rotate`, `replace` and `rollback`, which replace the value of a key. */
export function addManagedKeyValues(managed: CommandUnknownOpts, cli: Cli): void {
  addValueCommand(managed, cli, {
    name: 'rotate',
    operation: 'rotateKey',
    description: 'Rotate a key now. The old and new values are both valid during the overlap.',
  });
  addValueCommand(managed, cli, {
    name: 'rollback',
    operation: 'rollBackKey',
    description: 'Make the previous value current again',
  });
  addReplace(managed, cli);
}

interface ValueCommand {
  readonly name: string;
  readonly operation: 'rotateKey' | 'rollBackKey';
  readonly description: string;
}

function addValueCommand(
  managed: CommandUnknownOpts,
  cli: Cli,
  { name, operation, description }: ValueCommand,
): void {
  addKeyCommand(managed, cli, {
    name,
    description,
    call: (client, params) => client.call(operation, { params }),
    view: (body, style) => details(body, FIELDS, style),
  });
}

/** `postern managed-keys replace` (MH-18). Requires confirmation: consumers cannot authenticate until they read the secret again. */
function addReplace(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('replace')
    .description(
      'Replace a leaked value immediately. All earlier values are rejected, and the sessions and keys created with them end. Asks for confirmation.',
    )
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .addOption(yesOption())
    .action(async (key, { tenant, yes }) => {
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(tenant, key), key };
      const text = `Reject all current values of ${key}? Consumers with a cached value cannot authenticate until they read the secret again. Sessions and keys created with it end.`;
      const cancellation = 'Canceled. No value was replaced.';
      if (!(await confirm(cli, { text, answer: key, cancellation, yes: yes === true }))) return;
      const done = await client.call('replaceManagedKey', { params });
      await cli.print(done, (body, style) => details(body, FIELDS, style));
      await cli.info('Consumers that refresh the secret on 401 or 403 use the new value on their next call.');
      const show = cli.command('managed-keys', 'show', key, '--tenant', params.tenant);
      await cli.info(`The rotation status is final within two minutes. To show it:  ${show}`);
      await warnOfPendingReplacement(cli, done, params.tenant);
    });
}
