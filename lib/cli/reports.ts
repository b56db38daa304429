import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { reportRoutes } from '../contracts/http/reports.ts';
import type { Cli } from './cli.ts';
import { deliveryLine } from './delivery-line.ts';
import type { ListFormat, Page } from './list.ts';
import { allOption, limitOption, tenantOption } from './options.ts';
import type { Columns } from './output.ts';
import { listPages, type PageOptions, type PageQuery } from './pages.ts';
import { revokeAll } from './revoke-all.ts';

type KeyView = AdminResponse<'changeKey'>;
type Delivery = AdminResponse<'reportDormant'>['delivery'];
type UnusedItem = AdminResponse<'reportDormant'>['items'][number];

interface Report<Item> extends Page<Item> {
  readonly delivery: Delivery;
}

const KEY_COLUMNS: Columns<{ readonly key: KeyView }> = {
  key: ({ key }) => key.id,
  name: ({ key }) => key.name,
  owner: ({ key }) => key.owner,
  status: ({ key }) => key.status,
  'last used': ({ key }) => key.lastUsedAt,
};

const UNUSED_COLUMNS: Columns<UnusedItem> = {
  ...KEY_COLUMNS,
  created: ({ key }) => key.createdAt,
  unused: ({ unused }) => unused,
};

const EXPIRING_COLUMNS: Columns<{ readonly key: KeyView }> = {
  ...KEY_COLUMNS,
  expires: ({ key }) => key.expiresAt,
};

const PERMISSION_COLUMNS: Columns<AdminResponse<'reportUnusedPermissions'>['items'][number]> = {
  ...KEY_COLUMNS,
  'unused permissions': ({ permissions }) =>
    permissions.map(({ permission, lastUsedAt }) => `${permission} (${lastUsedAt ?? 'never'})`).join(', '),
};

const OWNER_COLUMNS: Columns<AdminResponse<'reportCutOffOwners'>['items'][number]> = {
  owner: ({ owner }) => owner.id,
  keys: ({ keys }) => String(keys.length),
  'key ids': ({ keys, more }) => keys.map(({ id }) => id).join(',') + (more ? ', …' : ''),
};

/** Revoked and deleted keys are in no report. */
const KEYS_LEFT_OUT = 'Revoked and deleted keys are not listed.';

/** `postern report …`: what can be tidied up. */
export function addReportCommands(reports: Command, cli: Cli): void {
  addUnusedReport(reports, cli, {
    name: 'dormant',
    operation: 'reportDormant',
    description: 'list keys that were used, but not in the last days, the longest unused first',
    scope: (days) =>
      `Keys that were used, but not in the last ${days} days. Keys that were never used are in: ` +
      `postern report never-used. ${KEYS_LEFT_OUT}`,
  });
  addUnusedReport(reports, cli, {
    name: 'never-used',
    operation: 'reportNeverUsed',
    description: 'list keys that were issued some days ago and never used, the oldest first',
    scope: (days) =>
      `Keys that were issued at least ${days} days ago and never used. Newer keys are not listed; ` +
      `change the limit with --days. ${KEYS_LEFT_OUT}`,
  });
  addExpiringReport(reports, cli);
  addUnusedPermissionsReport(reports, cli);
  addCutOffOwnersReport(reports, cli);
}

function addExpiringReport(reports: CommandUnknownOpts, cli: Cli): void {
  reportCommand(reports, {
    name: 'expiring',
    operation: 'reportExpiring',
    description: 'list keys that expire soon, the soonest first',
  }).action(async ({ tenant, ...options }) => {
    const { client, tenantOr } = await cli.open();
    const params = { tenant: tenantOr(tenant) };
    await cli.remark(`Keys that expire in the next ${options.days} days. ${KEYS_LEFT_OUT}`);
    await listReport(cli, options, { columns: EXPIRING_COLUMNS }, (query) =>
      client.call('reportExpiring', { params, query }),
    );
  });
}

function addUnusedPermissionsReport(reports: CommandUnknownOpts, cli: Cli): void {
  reportCommand(reports, {
    name: 'unused-permissions',
    operation: 'reportUnusedPermissions',
    description: 'list permissions that keys have and do not use',
  }).action(async ({ tenant, ...options }) => {
    const { client, tenantOr } = await cli.open();
    const params = { tenant: tenantOr(tenant) };
    await cli.remark(`Permissions that were not used in the last ${options.days} days. ${KEYS_LEFT_OUT}`);
    await listReport(cli, options, { columns: PERMISSION_COLUMNS, footer: unusedFooter }, (query) =>
      client.call('reportUnusedPermissions', { params, query }),
    );
  });
}

function addCutOffOwnersReport(reports: CommandUnknownOpts, cli: Cli): void {
  reports
    .command('cut-off-owners')
    .description('list owners that are cut off, with their active and disabled keys')
    .addOption(tenantOption())
    .addOption(limitOption())
    .addOption(allOption())
    .action(async ({ tenant, ...options }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      await listReport(cli, options, { columns: OWNER_COLUMNS }, (query) =>
        client.call('reportCutOffOwners', { params, query }),
      );
    });
}

interface ReportCommand {
  readonly name: string;
  readonly operation: 'reportDormant' | 'reportNeverUsed' | 'reportExpiring' | 'reportUnusedPermissions';
  readonly description: string;
}

function reportCommand(reports: CommandUnknownOpts, { name, operation, description }: ReportCommand) {
  const { days } = reportRoutes[operation].query.parse({});
  return reports
    .command(name)
    .description(description)
    .addOption(tenantOption())
    .addOption(new Option('--days <count>', 'number of days in UTC, 1 to 400').default(String(days)))
    .addOption(limitOption())
    .addOption(allOption());
}

interface UnusedReport extends ReportCommand {
  readonly operation: 'reportDormant' | 'reportNeverUsed';
  /** What the report lists, and what it leaves out. */
  readonly scope: (days: string) => string;
}

function addUnusedReport(reports: CommandUnknownOpts, cli: Cli, { scope, ...command }: UnusedReport): void {
  reportCommand(reports, command)
    .addOption(new Option('--revoke', 'revoke those that are listed, and known to be unused; asks first'))
    .addOption(new Option('--yes', 'revoke without asking'))
    .action(async ({ tenant: given, revoke, yes, ...options }) => {
      const { client, tenantOr } = await cli.open();
      const tenant = tenantOr(given);
      await cli.remark(scope(options.days));
      const unused: string[] = [];
      await listReport(cli, options, { columns: UNUSED_COLUMNS, footer: unusedFooter }, async (query) => {
        const page = await client.call(command.operation, { params: { tenant }, query });
        unused.push(...page.items.filter((item) => item.unused === 'yes').map(({ key }) => key.id));
        return page;
      });
      if (revoke) await revokeAll(cli, client, { tenant, keys: unused, yes: yes === true });
    });
}

/** Writes one page of a report, or all of it. */
async function listReport<Item>(
  cli: Cli,
  { days, ...options }: PageOptions & { readonly days?: string },
  format: ListFormat<Item, Report<Item>>,
  readPage: (query: PageQuery & { readonly days?: string | undefined }) => Promise<Report<Item>>,
): Promise<void> {
  await listPages(cli, options, { empty: 'None.', ...format }, (query) =>
    readPage({ ...query, ...(days !== undefined && { days }) }),
  );
}

/** How far the answer `unused` can be relied on. */
function unusedFooter({ delivery }: Report<unknown>): string {
  return deliveryLine(delivery);
}
