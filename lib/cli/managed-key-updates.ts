import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import { addKeyUpdateCommand } from './key-command.ts';
import {
  consumerCacheOption,
  onDemandOption,
  overlapOption,
  readerOption,
  retireDeadlineOption,
  retireWhenUnusedOption,
  rotateEveryOption,
  scheduleOption,
  settingsOf,
  windowOption,
} from './managed-key-options.ts';
import { managedKeyDetails } from './managed-key-view.ts';
import { ifVersionOption, tenantOption } from './options.ts';
import { changeOf } from './update.ts';

/** `postern managed-keys update`, `pause` and `resume`: rotation settings, not the value. */
export function addManagedKeyUpdates(managed: CommandUnknownOpts, cli: Cli): void {
  addUpdate(managed, cli);
  addPausing(managed, cli, 'pause', 'Pause scheduled rotation. A rotation in progress continues.');
  addPausing(managed, cli, 'resume', 'Resume scheduled rotation of a paused key');
}

function addUpdate(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('update')
    .description(
      'Update the rotation settings and readers of a managed key. Omitted options keep their values.',
    )
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .addOption(
      new Option('--clear-windows', 'Remove all windows; rotations can start at any time').conflicts(
        'window',
      ),
    )
    .addOption(new Option('--clear-readers', 'Remove all readers').conflicts('reader'))
    .addOption(
      new Option('--no-retire-when-unused', 'End previous values after the overlap, even if they are in use'),
    )
    .addOption(rotateEveryOption())
    .addOption(onDemandOption())
    .addOption(scheduleOption())
    .addOption(consumerCacheOption())
    .addOption(overlapOption())
    .addOption(retireWhenUnusedOption())
    .addOption(retireDeadlineOption())
    .addOption(windowOption())
    .addOption(readerOption())
    .addOption(ifVersionOption())
    .action(async (key, options) => {
      const settings = settingsOf(options);
      const body = changeOf({
        ...settings,
        windows: options.clearWindows ? [] : settings.windows,
        readers: options.clearReaders ? [] : settings.readers,
      });
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(options.tenant, key), key };
      const request = { params, body, ifMatch: options.ifVersion };
      await cli.print(await client.call('updateManagedKey', request), managedKeyDetails);
    });
}

function addPausing(
  managed: CommandUnknownOpts,
  cli: Cli,
  name: 'pause' | 'resume',
  description: string,
): void {
  addKeyUpdateCommand(managed, cli, {
    name,
    description,
    call: (client, request) => client.call(`${name}Rotation`, request),
    view: managedKeyDetails,
  });
}
