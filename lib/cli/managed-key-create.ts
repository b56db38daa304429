import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import { parseDuration } from './duration.ts';
import {
  consumerCacheOption,
  onDemandOption,
  overlapOption,
  readerOption,
  replicaOption,
  retireLimitOption,
  retireWhenUnusedOption,
  rotateEveryOption,
  scheduleOption,
  settingsOf,
  windowOption,
} from './managed-key-options.ts';
import { managedKeyDetails } from './managed-key-view.ts';
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
import { shellCommand } from './shell-word.ts';
import { UsageError } from './usage-error.ts';

/** `postern managed-keys create`: a new key, or one that is there. Its value is shown to nobody. */
export function addManagedKeyCreate(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('create')
    .description('issue a key whose value lies in a secret, or have one managed that is there (--key)')
    .addOption(tenantOption())
    .addOption(new Option('--owner <owner>', 'whose the new key is').conflicts('key'))
    .addOption(new Option('--key <keyId>', 'a key that is there'))
    .addOption(
      new Option(
        '--known-value-lasts <duration>',
        'of such a key: for how long the value that people know is still accepted; 30d without it',
      ).argParser(parseDuration),
    )
    .addOption(nameOption())
    .addOption(permissionsOption())
    .addOption(new Option('--environment <environment>', 'one that the key format has, such as live or test'))
    .addOption(expiresInDaysOption())
    .addOption(expiresAtOption())
    .addOption(metadataOption())
    .addOption(new Option('--unbound', "the key does not depend on its owner's standing"))
    .addOption(endSessionsOption())
    .addOption(replicaOption())
    .addOption(idempotencyKeyOption())
    .addOption(rotateEveryOption())
    .addOption(onDemandOption())
    .addOption(scheduleOption())
    .addOption(consumerCacheOption())
    .addOption(overlapOption())
    .addOption(retireWhenUnusedOption())
    .addOption(retireLimitOption())
    .addOption(windowOption())
    .addOption(readerOption())
    .action(async (options) => {
      const { tenant, owner, key, idempotencyKey, unbound, expiresAt, expiresInDays } = options;
      if ((owner === undefined) === (key === undefined))
        throw new UsageError('name either --owner, for a new key, or --key, for one that is there');
      const { client, tenantOr } = await cli.open();
      const request = {
        params: { tenant: tenantOr(tenant) },
        body: {
          ...{ owner, key, replicas: options.replica && [...options.replica] },
          knownValueLastsSeconds: options.knownValueLasts,
          name: options.name,
          permissions: options.permissions,
          environment: options.environment,
          ...expiryOf({ expiresAt, expiresInDays }),
          metadata: options.metadata,
          boundBy: unbound && ('none' as const),
          endSessionsWithKey: options.endSessionsWithKey,
          ...settingsOf(options),
        },
        idempotencyKey,
      };
      const made = await client.call('manageKey', request);
      await cli.answer(made, managedKeyDetails);
      await cli.remark(`Its value lies in ${made.secretArn}, for its readers; nobody else is shown it.`);
      if (key !== undefined)
        await cli.remark(
          `The value that is known ends as this shows: ${shellCommand('postern', 'managed-keys', 'show', key)}`,
        );
    });
}
