import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { allOption, idempotencyKeyOption, limitOption, nameOption } from './options.ts';
import { type Columns, details } from './output.ts';
import { listPages } from './pages.ts';

const COLUMNS: Columns<AdminResponse<'showTenant'>> = {
  tenant: ({ id }) => id,
  name: ({ name }) => name,
  created: ({ createdAt }) => createdAt,
};

/** `postern tenants …` */
export function addTenantCommands(program: CommandUnknownOpts, cli: Cli): void {
  const tenants = program.command('tenants').description('the customers of your API');

  tenants
    .command('create')
    .description('create a tenant')
    .argument('<tenant>', 'its id, for ever: one DNS label')
    .addOption(nameOption())
    .addOption(idempotencyKeyOption())
    .action(async (id, { name, idempotencyKey }) => {
      const { client } = await cli.open();
      const created = await client.call('createTenant', { body: { id, name }, idempotencyKey });
      await cli.answer(created, (tenant, style) => details(tenant, COLUMNS, style));
    });

  tenants
    .command('list')
    .description('list the tenants')
    .addOption(limitOption())
    .addOption(allOption())
    .action(async (options) => {
      const { client } = await cli.open();
      await listPages(cli, options, COLUMNS, (query) => client.call('listTenants', { query }));
    });
}
