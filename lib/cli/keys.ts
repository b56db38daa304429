import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { keyRoutes } from '../contracts/http/keys.ts';
import { warnOfPendingCascade } from './cascade.ts';
import type { Cli } from './cli.ts';
import { confirm } from './confirm.ts';
import { addKeyCommand, addKeyUpdateCommand } from './key-command.ts';
import { addCreateCommand } from './key-create.ts';
import { addListCommand } from './key-list.ts';
import { addRenewalCommands } from './key-renewal.ts';
import { addUpdateCommand } from './key-update.ts';
import { endedKeyDetails, keyWithDescendantsDetails } from './key-view.ts';
import { ifVersionOption, tenantOption, yesOption } from './options.ts';

const { reason: REASON } = keyRoutes.revokeKey.body.unwrap().shape;
const REASONS = REASON.unwrap().options;
const DEFAULT_REASON = REASON.parse(undefined);

/** `postern keys …` */
export function addKeyCommands(keys: Command, cli: Cli): void {
  addCreateCommand(keys, cli);
  addListCommand(keys, cli);
  addShowCommand(keys, cli);
  addUpdateCommand(keys, cli);
  addStep(keys, cli, 'disable', 'Disable a key until it is enabled again');
  addStep(keys, cli, 'enable', 'Enable a disabled key');
  addRenewalCommands(keys, cli);
  addStep(
    keys,
    cli,
    'delete',
    'Delete a key, effective on the next request. It can be restored for 30 days.',
  );
  addStep(keys, cli, 'restore', 'Restore a deleted key. Its expiry does not change.');
  addRevokeCommand(keys, cli);
}

function addShowCommand(keys: CommandUnknownOpts, cli: Cli): void {
  addKeyCommand(keys, cli, {
    step: 'show',
    description: 'Show a key and its derived keys, without its value',
    call: (client, params) => client.call('showKey', { params }),
    view: keyWithDescendantsDetails(cli),
  });
}

/** Adds a command that updates a key by ID. */
function addStep(
  keys: CommandUnknownOpts,
  cli: Cli,
  step: 'disable' | 'enable' | 'delete' | 'restore',
  description: string,
): void {
  addKeyUpdateCommand(keys, cli, {
    step,
    description,
    call: (client, request) => client.call(`${step}Key`, request),
    view: endedKeyDetails(cli),
  });
}

function addRevokeCommand(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('revoke')
    .description(
      'Permanently revoke a key and end its sessions, effective on the next request. Asks for confirmation.',
    )
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .addOption(
      new Option(
        '--reason <reason>',
        `Reason of the revocation; a later call can only set a more severe one (default: ${DEFAULT_REASON})`,
      ).choices(REASONS),
    )
    .addOption(yesOption())
    .option('--no-end-sessions-with-key', 'Keep the sessions created with the key valid until they expire')
    .addOption(ifVersionOption())
    .action(async (key, { tenant, reason, endSessionsWithKey, yes = false, ifVersion: ifMatch }) => {
      const { client, tenantOfKey } = await cli.open();
      const text = `Permanently revoke ${key}?`;
      if (
        !(await confirm(cli, { text, answer: key, cancellation: 'Canceled. The key was not revoked.', yes }))
      )
        return;
      const params = { tenant: await tenantOfKey(tenant, key), key };
      const body = { reason, ...(!endSessionsWithKey && { endSessions: false }) };
      const revoked = await client.call('revokeKey', { params, body, ifMatch });
      await cli.answer(revoked, endedKeyDetails(cli));
      await warnOfPendingCascade(cli, revoked, params);
    });
}
