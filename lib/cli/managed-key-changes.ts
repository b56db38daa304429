import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { changeOf } from './change.ts';
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
  addPausing(managed, cli, 'pause', 'begin no rotation of a key until it is resumed; what is open goes on');
  addPausing(managed, cli, 'resume', 'begin rotations of a paused key again');
}

function addChange(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('change')
    .description('change how a key rotates and who reads its secret; what is not named stays')
    .argument('<keyId>')
    .addOption(tenantOption())
    .addOption(new Option('--any-time', 'rotations may begin at any time').conflicts('window'))
    .addOption(
      new Option('--without-readers', 'takes the right to read from all of them').conflicts('reader'),
    )
    .addOption(
      new Option('--retire-after-overlap', 'an old value ends after the overlap').conflicts(
        'retireWhenUnused',
      ),
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
