import { type Command, Option } from '@commander-js/extra-typings';
import { CREDITS } from '../contracts/http/budgets.ts';
import { OPTION_BOUNDS } from '../contracts/http/limits.ts';
import type { Cli } from './cli.ts';
import { budgetsText, keyOption, missingSubject, ownerOption } from './limits.ts';
import { idempotencyKeyOption, parseCount, tenantOption } from './options.ts';

/** `postern credits …` */
export function addCreditCommands(credits: Command, cli: Cli): void {
  credits
    .command('add')
    .description('Add credits to the balance of a key or an owner, effective on the next request')
    .argument('<count>', 'Number of credits', parseCount('credits', OPTION_BOUNDS.quota.max))
    .addOption(keyOption())
    .addOption(ownerOption())
    .addOption(tenantOption())
    .addOption(new Option('--name <limit>', 'Name of the limit').default(CREDITS))
    .addOption(idempotencyKeyOption())
    .action(async (add, { key, owner, tenant, name: limit, idempotencyKey }) => {
      const { client, tenantOr, tenantOfKey } = await cli.open();
      const body = { add, limit };
      if (key !== undefined) {
        const params = { tenant: await tenantOfKey(tenant, key), key };
        const request = { params, body, idempotencyKey };
        await cli.print(await client.call('addKeyCredits', request), budgetsText);
        return;
      }
      if (owner === undefined) throw missingSubject('Tenants have no credits.');
      const request = { params: { tenant: tenantOr(tenant), owner }, body, idempotencyKey };
      await cli.print(await client.call('addOwnerCredits', request), budgetsText);
    });
}
