import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { BULK_LIMIT, keyRoutes } from '../contracts/http/keys.ts';
import { warnOfPendingCascade } from './cascade.ts';
import type { Cli } from './cli.ts';
import { confirm } from './confirm.ts';
import { endedKeyDetails } from './key-view.ts';
import { ifVersionOption, tenantOption, yesOption } from './options.ts';
import { type Columns, listing } from './output.ts';
import { revocationResult } from './revocation-result.ts';
import { UsageError } from './usage-error.ts';

const { reason: REASON } = keyRoutes.revokeKey.body.unwrap().shape;
const REASONS = REASON.unwrap().options;
const DEFAULT_REASON = REASON.parse(undefined);

/** `postern keys revoke`: one key, or several keys with a result for each. */
export function addRevokeCommand(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('revoke')
    .description(
      'Permanently revoke keys and end their sessions, effective on the next request. Asks for confirmation.',
    )
    .argument('<keyId...>', `Key ID; up to ${BULK_LIMIT} keys of one tenant`)
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
    .action(async (ids, { tenant, reason, endSessionsWithKey, yes = false, ifVersion: ifMatch }) => {
      const [key = '', ...others] = ids;
      const isOne = others.length === 0;
      if (!isOne && ifMatch !== undefined)
        throw new UsageError(
          '--if-version is the version of one key',
          'Revoke one key, or remove the option.',
        );
      const { client, tenantOfKey } = await cli.open();
      const text = isOne ? `Permanently revoke ${key}?` : `Permanently revoke these ${ids.length} keys?`;
      const answer = isOne ? key : String(ids.length);
      const cancellation = isOne ? 'Canceled. The key was not revoked.' : 'Canceled. No key was revoked.';
      if (!(await confirm(cli, { text, answer, cancellation, yes }))) return;
      const params = { tenant: await tenantOfKey(tenant, key), key };
      const body = { reason, ...(!endSessionsWithKey && { endSessions: false }) };
      if (isOne) {
        const revoked = await client.call('revokeKey', { params, body, ifMatch });
        await cli.print(revoked, endedKeyDetails(cli));
        await warnOfPendingCascade(cli, revoked, params);
        return;
      }
      const all = { ...body, keys: ids.map((id) => ({ id })) };
      const revoked = await client.call('revokeKeys', { params: { tenant: params.tenant }, body: all });
      if (revoked.results.some(({ problem }) => problem !== null)) cli.setFailed();
      await cli.print(revoked, ({ results }, style) => listing(results, COLUMNS, style));
    });
}

type Result = AdminResponse<'revokeKeys'>['results'][number];

const COLUMNS: Columns<Result> = {
  key: ({ id }) => id,
  result: revocationResult,
  'created keys': ({ cascade }) => cascade,
};
