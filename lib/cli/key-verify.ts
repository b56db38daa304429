import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { VERIFY_LIMIT } from '../contracts/http/verify.ts';
import type { Cli } from './cli.ts';
import { fromAddressOption, requiredPermissionOption, tenantOption } from './options.ts';
import { type Columns, listing } from './output.ts';
import { readValues } from './read-values.ts';

type Decision = AdminResponse<'verifyBatch'>['decisions'][number];

/** A decision with the line of its value. The output does not contain values. */
interface LineDecision extends Decision {
  readonly line: number | undefined;
}

const COLUMNS: Columns<LineDecision> = {
  line: ({ line }) => line?.toString() ?? null,
  outcome: ({ outcome }) => outcome,
  key: ({ key }) => key?.id ?? null,
  owner: ({ key }) => key?.owner ?? null,
  granted: ({ permissions }) => permissions?.join(',') ?? null,
};

/** `postern keys verify`: reads values from standard input only; arguments are visible to other users and stored in histories. */
export function addVerifyCommand(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('verify')
    .description('Verify values from standard input, one in each line; this does not count as use')
    .addOption(tenantOption())
    .addOption(requiredPermissionOption())
    .addOption(fromAddressOption())
    .action(async ({ tenant, permission, fromAddress: sourceAddress }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      const decisions: Decision[] = [];
      const all = await readValues(cli.stdin);
      for (let start = 0; start < all.length; start += VERIFY_LIMIT) {
        const batch = all.slice(start, start + VERIFY_LIMIT);
        const values = batch.map(({ value }) => ({ value, permission, sourceAddress }));
        const decided = await client.call('verifyBatch', { params, body: { values } });
        decisions.push(...decided.decisions);
      }
      if (decisions.some(({ outcome }) => outcome !== 'allowed')) cli.setFailed();
      await cli.print({ decisions }, (_, style) => {
        const rows = decisions.map((decision, index) => ({ ...decision, line: all[index]?.line }));
        return listing(rows, COLUMNS, style);
      });
    });
}
