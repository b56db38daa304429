import { type Command, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { keyDetails } from './key-view.ts';
import { tenantOption } from './options.ts';
import type { Style } from './output.ts';
import { readValue } from './read-value.ts';
import { UsageError } from './usage-error.ts';

/** `postern verify`: takes the value from standard input alone, because arguments are seen by others and kept. */
export function addVerifyCommand(verify: Command, cli: Cli): void {
  verify
    .addOption(tenantOption())
    .addOption(
      new Option('--permission <permission>', 'what the request needs; any accepted key will do without it'),
    )
    .action(async ({ tenant, permission }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      if (cli.stdin.isTTY) await cli.remark('Paste the value, then press Enter. It is not shown.');
      const value = await readValue(cli.stdin);
      if (value === '')
        throw new UsageError('there is no value on standard input', 'postern verify < file-with-the-value');
      const decision = await client.call('verify', { params, body: { value, permission } });
      if (decision.outcome !== 'allowed') cli.refuse();
      await cli.answer(decision, decisionLines);
    });
}

function decisionLines({ outcome, key, permissions }: AdminResponse<'verify'>, style: Style): string {
  const verdict = style.bold(outcome === 'allowed' ? 'allowed' : `refused: ${outcome}`);
  const grants = permissions ? [`may now: ${permissions.join(',')}`] : [];
  return [verdict, ...grants, ...(key ? ['', keyDetails(key, style)] : [])].join('\n');
}
