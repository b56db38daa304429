import type { Command, CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import { addKeyCommand, addKeyUpdateCommand } from './key-command.ts';
import { addCreateCommand } from './key-create.ts';
import { addListCommand } from './key-list.ts';
import { addRenewalCommands } from './key-renewal.ts';
import { addRevokeCommand } from './key-revoke.ts';
import { addUpdateCommand } from './key-update.ts';
import { endedKeyDetails, keyWithDescendantsDetails } from './key-view.ts';

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
