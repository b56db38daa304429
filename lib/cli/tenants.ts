import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { changeOf } from './change.ts';
import type { Cli } from './cli.ts';
import {
  allOption,
  idempotencyKeyOption,
  limitOption,
  maxKeyLifetimeOption,
  nameOption,
  unnamedOption,
} from './options.ts';
import { type Columns, details, type Style } from './output.ts';
import { listPages } from './pages.ts';

type TenantView = AdminResponse<'showTenant'>;

const COLUMNS: Columns<TenantView> = {
  tenant: ({ id }) => id,
  name: ({ name }) => name,
  'keys live': ({ maxKeyLifetimeDays: days }) => (days === null ? null : `${days} days at most`),
  created: ({ createdAt }) => createdAt,
};

function tenantDetails(tenant: TenantView, style: Style): string {
  return details(tenant, COLUMNS, style);
}

/** `postern tenants …` */
export function addTenantCommands(program: CommandUnknownOpts, cli: Cli): void {
  const tenants = program.command('tenants').description('the customers of your API');

  tenants
    .command('create')
    .description('create a tenant')
    .argument('<tenant>', 'its id, for ever: one DNS label')
    .addOption(nameOption())
    .addOption(maxKeyLifetimeOption())
    .addOption(idempotencyKeyOption())
    .action(async (id, { idempotencyKey, ...settings }) => {
      const { client } = await cli.open();
      const created = await client.call('createTenant', { body: { id, ...settings }, idempotencyKey });
      await cli.answer(created, tenantDetails);
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

  addChange(tenants, cli);
}

function addChange(tenants: CommandUnknownOpts, cli: Cli): void {
  tenants
    .command('change')
    .description('change a tenant; what is not named stays')
    .argument('<tenant>')
    .addOption(nameOption())
    .addOption(unnamedOption())
    .addOption(maxKeyLifetimeOption())
    .addOption(new Option('--no-max-key-lifetime-days', 'leaves the limit to the key contract'))
    .action(async (tenant, { name, unnamed, maxKeyLifetimeDays }) => {
      const change = changeOf({
        name: unnamed ? null : name,
        maxKeyLifetimeDays: maxKeyLifetimeDays === false ? null : maxKeyLifetimeDays,
      });
      const { client } = await cli.open();
      await cli.answer(
        await client.call('changeTenant', { params: { tenant }, body: change }),
        tenantDetails,
      );
    });
}
