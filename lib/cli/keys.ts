import type { Command, CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import { addKeyCommand, addKeyUpdateCommand } from './key-command.ts';
import { addCreateCommand } from './key-create.ts';
import { addListCommand } from './key-list.ts';
import { addRenewalCommands } from './key-renewal.ts';
import { addRevokeCommand } from './key-revoke.ts';
import { addUpdateCommand } from './key-update.ts';
import { addVerifyCommand } from './key-verify.ts';
import { endedKeyDetails, keyWithDescendantsDetails } from './key-view.ts';

/** `postern keys …` */
export function addKeyCommands(keys: Command, cli: Cli): void {
  addCreateCommand(keys, cli);
  addListCommand(keys, cli);
  addShowCommand(keys, cli);
  addUpdateCommand(keys, cli);
  addStatusCommand(keys, cli, 'disable', 'Disable a key until it is enabled again');
  addStatusCommand(keys, cli, 'enable', 'Enable a disabled key');
  addRenewalCommands(keys, cli);
  addStatusCommand(
    keys,
    cli,
    'delete',
    'Delete a key, effective on the next request. It can be restored for 30 days.',
  );
  addStatusCommand(keys, cli, 'restore', 'Restore a deleted key. Its expiry does not change.');
  addRevokeCommand(keys, cli);
  addVerifyCommand(keys, cli);
}

function addShowCommand(keys: CommandUnknownOpts, cli: Cli): void {
  addKeyCommand(keys, cli, {
    name: 'show',
    description: 'Show a key and its derived keys, without its value',
    call: (client, params) => client.call('showKey', { params }),
    view: keyWithDescendantsDetails(cli),
  });
}

/** Adds a command that changes the status of a key. */
function addStatusCommand(
  keys: CommandUnknownOpts,
  cli: Cli,
  name: 'disable' | 'enable' | 'delete' | 'restore',
  description: string,
): void {
  addKeyUpdateCommand(keys, cli, {
    name,
    description,
    call: (client, request) => client.call(`${name}Key`, request),
    view: endedKeyDetails(cli),
  });
}
