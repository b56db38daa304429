import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { warnOfPendingCascade } from './cascade.ts';
import type { Cli } from './cli.ts';
import { confirm } from './confirm.ts';
import type { Connection } from './connection.ts';
import { envOption, reportIssued } from './issued-key.ts';
import { idempotencyKeyOption, tenantOption, yesOption } from './options.ts';

/** `postern keys renew` (MB-06, MK-08) and `postern keys replace` (MB-13, MH-18). */
export function addRenewalCommands(keys: CommandUnknownOpts, cli: Cli): void {
  addRenew(keys, cli);
  addReplace(keys, cli);
}

function addRenew(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('renew')
    .description('Issue a key with the settings of an existing key. The existing key stays active.')
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .addOption(idempotencyKeyOption())
    .addOption(envOption())
    .action(async (key, options, command) => {
      const connection = await cli.open();
      const issued = await issueSuccessor(cli, connection, {
        issue: (request) => connection.client.call('renewKey', request),
        key,
        options,
        all: command.optsWithGlobals(),
      });
      const tenant = ['--tenant', issued.tenant];
      const revoke = cli.command('keys', 'revoke', key, '--reason', 'superseded', ...tenant);
      await cli.info(`${issued.id} has the settings of ${key}. ${key} is unchanged.`);
      await cli.info(`Revoke ${key} after its users have switched to ${issued.id}: ${revoke}`);
    });
}

function addReplace(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('replace')
    .description(
      'Permanently revoke a compromised key and issue a new key with its settings. Asks for confirmation.',
    )
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .addOption(idempotencyKeyOption())
    .addOption(envOption())
    .addOption(yesOption())
    .action(async (key, { yes = false, ...options }, command) => {
      const connection = await cli.open();
      const text = `Permanently revoke ${key} as compromised, with its sessions and child keys, and issue a new key?`;
      const cancellation = 'Canceled. The key was not replaced.';
      if (!(await confirm(cli, { text, answer: key, cancellation, yes }))) return;
      const issued = await issueSuccessor(cli, connection, {
        issue: (request) => connection.client.call('replaceKey', request),
        key,
        options,
        all: command.optsWithGlobals(),
      });
      await cli.info(`${issued.id} replaces ${key}, which is no longer accepted.`);
      await warnOfPendingCascade(cli, issued, { tenant: issued.tenant, key });
    });
}

interface SuccessionRequest {
  readonly params: { readonly tenant: string; readonly key: string };
  readonly idempotencyKey: string | undefined;
}

interface Succession<Issued> {
  readonly key: string;
  readonly options: {
    readonly tenant?: string | undefined;
    readonly idempotencyKey?: string | undefined;
    readonly env?: boolean | undefined;
  };
  /** The options of the command and of the program. */
  readonly all: object;
  readonly issue: (request: SuccessionRequest) => Promise<Issued>;
}

/** Issues a key with the settings of an existing key, and prints it. */
async function issueSuccessor<Issued extends AdminResponse<'renewKey'>>(
  cli: Cli,
  connection: Connection,
  { key, options: { tenant, idempotencyKey, env = false }, all, issue }: Succession<Issued>,
): Promise<Issued> {
  const request = { params: { tenant: await connection.tenantOfKey(tenant, key), key }, idempotencyKey };
  return reportIssued(cli, connection, { env, options: all, issue: () => issue(request) });
}
