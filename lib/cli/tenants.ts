import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { confirm } from './confirm.ts';
import {
  allOption,
  clearNameOption,
  freezeUntilOption,
  idempotencyKeyOption,
  ifVersionOption,
  limitOption,
  maxKeyLifetimeOption,
  maxValueAgeOption,
  nameOption,
  yesOption,
} from './options.ts';
import { type Columns, details, type Style } from './output.ts';
import { listPages } from './pagination.ts';
import { changeOf } from './update.ts';
import { UsageError } from './usage-error.ts';

type TenantView = AdminResponse<'showTenant'>;

const COLUMNS: Columns<TenantView> = {
  tenant: ({ id }) => id,
  name: ({ name }) => name,
  'max value age': ({ maxValueAgeDays: days }) => (days === null ? null : `${days} days`),
  'rotations frozen': ({ rotationFreeze: freeze }) => freeze && `until ${freeze.until}: ${freeze.reason}`,
  'max key lifetime': ({ maxKeyLifetimeDays: days }) => (days === null ? null : `${days} days`),
  status: ({ status }) => status,
  created: ({ createdAt }) => createdAt,
  version: ({ version }) => String(version),
};

function tenantDetails(tenant: TenantView, style: Style): string {
  return details(tenant, COLUMNS, style);
}

/** `postern tenants …` */
export function addTenantCommands(tenants: Command, cli: Cli): void {
  tenants
    .command('create')
    .description('Create a tenant')
    .argument('<tenant>', 'Tenant ID: one DNS label, immutable')
    .addOption(nameOption())
    .addOption(maxKeyLifetimeOption())
    .addOption(idempotencyKeyOption())
    .action(async (id, { idempotencyKey, ...settings }) => {
      const { client } = await cli.open();
      const created = await client.call('createTenant', { body: { id, ...settings }, idempotencyKey });
      await cli.print(created, tenantDetails);
    });

  tenants
    .command('list')
    .description('List the tenants')
    .addOption(limitOption())
    .addOption(allOption())
    .action(async (options) => {
      const { client } = await cli.open();
      await listPages(cli, options, { columns: COLUMNS }, (query) => client.call('listTenants', { query }));
    });

  tenants
    .command('show')
    .description('Show a tenant with its limits and rotation freeze')
    .argument('<tenant>', 'Tenant ID')
    .action(async (tenant) => {
      const { client } = await cli.open();
      await cli.print(await client.call('showTenant', { params: { tenant } }), tenantDetails);
    });

  addUpdate(tenants, cli);

  tenants
    .command('suspend')
    .description(
      'Suspend a tenant: reject all of its keys, effective on the next request. Asks for confirmation.',
    )
    .argument('<tenant>', 'Tenant ID')
    .addOption(yesOption())
    .addOption(ifVersionOption())
    .action(async (tenant, { yes = false, ifVersion: ifMatch }) => {
      const { client } = await cli.open();
      const text = `Reject all keys of the tenant ${tenant}?`;
      const cancellation = 'Canceled. The tenant is still active.';
      if (!(await confirm(cli, { text, answer: tenant, cancellation, yes }))) return;
      await cli.print(await client.call('suspendTenant', { params: { tenant }, ifMatch }), tenantDetails);
    });

  tenants
    .command('resume')
    .description('Resume a suspended tenant: accept its keys again, effective on the next request')
    .argument('<tenant>', 'Tenant ID')
    .addOption(ifVersionOption())
    .action(async (tenant, { ifVersion: ifMatch }) => {
      const { client } = await cli.open();
      await cli.print(await client.call('resumeTenant', { params: { tenant }, ifMatch }), tenantDetails);
    });
}

function addUpdate(tenants: CommandUnknownOpts, cli: Cli): void {
  tenants
    .command('update')
    .description('Update a tenant. Omitted options keep their values.')
    .argument('<tenant>', 'Tenant ID')
    .addOption(nameOption())
    .addOption(clearNameOption())
    .addOption(maxKeyLifetimeOption())
    .addOption(
      new Option(
        '--no-max-key-lifetime-days',
        'Remove the limit of the tenant; the limit of the key profile applies',
      ),
    )
    .addOption(maxValueAgeOption())
    .addOption(
      new Option(
        '--no-max-value-age-days',
        'Remove the limit of the tenant; the limit of the key profile applies',
      ),
    )
    .addOption(freezeUntilOption())
    .addOption(new Option('--freeze-reason <text>', 'Reason of the freeze, shown with upcoming rotations'))
    .addOption(new Option('--no-freeze', 'End the freeze').conflicts('freezeUntil'))
    .addOption(ifVersionOption())
    .action(async (tenant, options) => {
      const { name, clearName, maxKeyLifetimeDays, maxValueAgeDays, freezeUntil, freezeReason, freeze } =
        options;
      const change = changeOf({
        maxValueAgeDays: maxValueAgeDays === false ? null : maxValueAgeDays,
        rotationFreeze: freeze === false ? null : freezeOf(freezeUntil, freezeReason),
        name: clearName ? null : name,
        maxKeyLifetimeDays: maxKeyLifetimeDays === false ? null : maxKeyLifetimeDays,
      });
      const { client } = await cli.open();
      await cli.print(
        await client.call('updateTenant', { params: { tenant }, body: change, ifMatch: options.ifVersion }),
        tenantDetails,
      );
    });
}

/** @throws UsageError if only one of them is set */
function freezeOf(until: string | undefined, reason: string | undefined) {
  if (until === undefined && reason === undefined) return undefined;
  if (until !== undefined && reason !== undefined) return { until, reason };
  throw new UsageError(
    '--freeze-until and --freeze-reason require each other',
    'Add both, for example: --freeze-until 2027-01-31T12:00:00Z --freeze-reason <text>',
  );
}
