import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { changeOf } from './update.ts';
import type { Cli } from './cli.ts';
import { addKeyChangeCommand } from './key-command.ts';
import {
  consumerCacheOption,
  onDemandOption,
  overlapOption,
  readerOption,
  retireLimitOption,
  retireWhenUnusedOption,
  rotateEveryOption,
  scheduleOption,
  settingsOf,
  windowOption,
} from './managed-key-options.ts';
import { managedKeyDetails } from './managed-key-view.ts';
import { ifVersionOption, tenantOption } from './options.ts';

/** `postern managed-keys change`, `pause` and `resume`: how a key rotates, never its value. */
export function addManagedKeyChanges(managed: CommandUnknownOpts, cli: Cli): void {
  addChange(managed, cli);
  addPausing(managed, cli, 'pause', 'Pause scheduled rotation. A rotation in progress continues.');
  addPausing(managed, cli, 'resume', 'Resume scheduled rotation of a paused key');
}

function addChange(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('change')
    .description(
      'Change the rotation settings and readers of a managed key. Omitted options keep their values.',
    )
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .addOption(
      new Option('--any-time', 'Remove the windows: rotations can start at any time').conflicts('window'),
    )
    .addOption(new Option('--without-readers', 'Remove all readers').conflicts('reader'))
    .addOption(
      new Option(
        '--retire-after-overlap',
        'End previous values after the overlap, even if they are in use',
      ).conflicts('retireWhenUnused'),
    )
    .addOption(rotateEveryOption())
    .addOption(onDemandOption())
    .addOption(scheduleOption())
    .addOption(consumerCacheOption())
    .addOption(overlapOption())
    .addOption(retireWhenUnusedOption())
    .addOption(retireLimitOption())
    .addOption(windowOption())
    .addOption(readerOption())
    .addOption(ifVersionOption())
    .action(async (key, options) => {
      const settings = settingsOf(options);
      const body = changeOf({
        ...settings,
        windows: options.anyTime ? [] : settings.windows,
        readers: options.withoutReaders ? [] : settings.readers,
        retireWhenUnused: options.retireAfterOverlap ? false : settings.retireWhenUnused,
      });
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(options.tenant, key), key };
      const request = { params, body, ifMatch: options.ifVersion };
      await cli.answer(await client.call('changeManagedKey', request), managedKeyDetails);
    });
}

function addPausing(
  managed: CommandUnknownOpts,
  cli: Cli,
  step: 'pause' | 'resume',
  description: string,
): void {
  addKeyChangeCommand(managed, cli, {
    step,
    description,
    call: (client, request) => client.call(`${step}Rotation`, request),
    view: managedKeyDetails,
  });
}
