import type { Command } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { keyDetails } from './key-view.ts';
import { fromAddressOption, requiredPermissionOption, tenantOption } from './options.ts';
import type { Style } from './output.ts';
import { readValue } from './read-value.ts';
import { UsageError } from './usage-error.ts';

/** `postern verify`: reads the value from stdin only; arguments are visible to other users and stored in histories. */
export function addVerifyCommand(verify: Command, cli: Cli): void {
  verify
    .addOption(tenantOption())
    .addOption(requiredPermissionOption())
    .addOption(fromAddressOption())
    .action(async ({ tenant, permission, fromAddress: sourceAddress }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      const value = await valueFrom(cli);
      const decision = await client.call('verify', { params, body: { value, permission, sourceAddress } });
      if (decision.outcome !== 'allowed') cli.setFailed();
      await cli.print(decision, decisionLines);
    });
}

/** @throws UsageError if standard input has no value and prompts are not possible */
async function valueFrom(cli: Cli): Promise<string> {
  const advice = 'Redirect a file that contains the value: postern verify < file';
  if (cli.stdin.isTTY && !cli.canPrompt())
    throw new UsageError('No key value on stdin: --json does not prompt', advice);
  if (cli.canPrompt()) await cli.prompt('Paste the value, then press Enter. It is not shown.');
  const value = await readValue(cli.stdin);
  if (value === '') throw new UsageError('No key value on stdin', advice);
  return value;
}

function decisionLines({ outcome, key, permissions }: AdminResponse<'verify'>, style: Style): string {
  const verdict = style.bold(outcome === 'allowed' ? 'allowed' : `denied: ${outcome}`);
  const grants = permissions ? [`granted: ${permissions.join(',')}`] : [];
  return [verdict, ...grants, ...(key ? ['', keyDetails(key, style)] : [])].join('\n');
}
