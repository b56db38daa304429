import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { EXISTING_VALUE_GRACE_SECONDS } from '../contracts/http/managed-keys.ts';
import type { Cli } from './cli.ts';
import { durationText, parseDuration } from './duration.ts';
import {
  accessLimitsOf,
  allowAddressesOption,
  creditsOption,
  leaseSecondsOption,
  quotaOption,
  rateOption,
} from './limit-options.ts';
import {
  consumerCacheOption,
  onDemandOption,
  overlapOption,
  readerOption,
  replicaOption,
  retireDeadlineOption,
  retireWhenUnusedOption,
  rotateEveryOption,
  scheduleOption,
  settingsOf,
  windowOption,
} from './managed-key-options.ts';
import { managedKeyDetails } from './managed-key-view.ts';
import {
  endSessionsOption,
  environmentOption,
  expiresAtOption,
  expiresInDaysOption,
  expiryOf,
  idempotencyKeyOption,
  metadataOption,
  nameOption,
  permissionsOption,
  tenantOption,
  unboundOption,
} from './options.ts';
import { UsageError } from './usage-error.ts';

/** `postern managed-keys create`: a new key, or an existing one. The response does not contain its value. */
export function addManagedKeyCreate(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('create')
    .description('Issue a managed key, or adopt an existing key (--key)')
    .addOption(tenantOption())
    .addOption(new Option('--owner <owner>', 'Owner ID of the new key').conflicts('key'))
    .addOption(new Option('--key <keyId>', 'ID of an existing key to adopt'))
    .addOption(
      new Option(
        '--existing-value-grace <duration>',
        `How long the existing value of an adopted key stays valid (default: ${durationText(EXISTING_VALUE_GRACE_SECONDS)})`,
      ).argParser(parseDuration),
    )
    .addOption(nameOption())
    .addOption(permissionsOption())
    .addOption(environmentOption())
    .addOption(expiresInDaysOption())
    .addOption(expiresAtOption())
    .addOption(metadataOption())
    .addOption(unboundOption())
    .addOption(endSessionsOption())
    .addOption(rateOption())
    .addOption(quotaOption())
    .addOption(creditsOption())
    .addOption(leaseSecondsOption())
    .addOption(allowAddressesOption())
    .addOption(replicaOption())
    .addOption(idempotencyKeyOption())
    .addOption(rotateEveryOption())
    .addOption(onDemandOption())
    .addOption(scheduleOption())
    .addOption(consumerCacheOption())
    .addOption(overlapOption())
    .addOption(retireWhenUnusedOption())
    .addOption(retireDeadlineOption())
    .addOption(windowOption())
    .addOption(readerOption())
    .action(async (options) => {
      const { tenant, owner, key, idempotencyKey, unbound, expiresAt, expiresInDays } = options;
      assertOneSubject(owner, key);
      const { client, tenantOr } = await cli.open();
      const request = {
        params: { tenant: tenantOr(tenant) },
        body: {
          ...{ owner, key, replicas: options.replica && [...options.replica] },
          existingValueGraceSeconds: options.existingValueGrace,
          name: options.name,
          permissions: options.permissions,
          environment: options.environment,
          ...expiryOf({ expiresAt, expiresInDays }),
          metadata: options.metadata,
          boundBy: unbound && ('none' as const),
          endSessionsWithKey: options.endSessionsWithKey,
          ...accessLimitsOf(options),
          ...settingsOf(options),
        },
        idempotencyKey,
      };
      const managed = await client.call('manageKey', request);
      await cli.print(managed, managedKeyDetails);
      await remarkStored(cli, managed.secretArn, key === undefined ? undefined : { ...request.params, key });
    });
}

function assertOneSubject(owner: string | undefined, key: string | undefined): void {
  if ((owner === undefined) !== (key === undefined)) return;
  throw new UsageError(
    'Either --owner or --key is required',
    'Add --owner <owner> to issue a key, or --key <keyId> to adopt an existing key.',
  );
}

async function remarkStored(
  cli: Pick<Cli, 'info' | 'command'>,
  secretArn: string,
  adopted: { readonly tenant: string; readonly key: string } | undefined,
): Promise<void> {
  await cli.info(`Value stored in ${secretArn}. Only its readers can retrieve it.`);
  if (adopted === undefined) return;
  const show = cli.command('managed-keys', 'show', adopted.key, '--tenant', adopted.tenant);
  await cli.info(`To see when the existing value ends: ${show}`);
}
