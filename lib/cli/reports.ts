import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminClient, AdminResponse } from '../api-client/admin-client.ts';
import { reportRoutes } from '../contracts/http/reports.ts';
import { USAGE_DAYS } from '../contracts/http/usage.ts';
import { allTenantsOption, paginateTenants, type TenantChoice } from './across-tenants.ts';
import type { Cli } from './cli.ts';
import { deliveryLine } from './delivery-line.ts';
import type { ListFormat, Page } from './list.ts';
import { allOption, limitOption, parseCountText, tenantOption, yesOption } from './options.ts';
import { type Columns, details, type Fields } from './output.ts';
import { listPages, type PageOptions, type PageQuery } from './pagination.ts';
import { revokeAll } from './revoke-all.ts';

type KeyView = AdminResponse<'updateKey'>;
type Delivery = AdminResponse<'reportDormant'>['delivery'];
type UnusedItem = AdminResponse<'reportDormant'>['items'][number];

interface Report<Item> extends Page<Item> {
  readonly delivery: Delivery;
}

const KEY_COLUMNS: Columns<{ readonly key: KeyView }> = {
  tenant: ({ key }) => key.tenant,
  key: ({ key }) => key.id,
  name: ({ key }) => key.name,
  owner: ({ key }) => key.owner,
  status: ({ key }) => key.status,
  'last used': ({ key }) => key.lastUsedAt ?? null,
};

const UNUSED_COLUMNS: Columns<UnusedItem> = {
  ...KEY_COLUMNS,
  created: ({ key }) => key.createdAt,
  use: ({ use }) => use,
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

const OWNER_COLUMNS: Columns<AdminResponse<'reportDeactivatedOwners'>['items'][number]> = {
  tenant: ({ owner }) => owner.tenant,
  owner: ({ owner }) => owner.id,
  keys: ({ keys }) => String(keys.length),
  'last used': ({ keys }) =>
    keys
      .flatMap(({ lastUsedAt }) => lastUsedAt ?? [])
      .toSorted()
      .at(-1) ?? null,
  'key ids': ({ keys, hasMore }) => keys.map(({ id }) => id).join(',') + (hasMore ? ', …' : ''),
};

/** Reports exclude revoked and deleted keys. */
const EXCLUDED_KEYS = 'Revoked and deleted keys are not listed.';

/** `postern report …`: unused keys and permissions. */
export function addReportCommands(reports: Command, cli: Cli): void {
  addUnusedReport(reports, cli, {
    name: 'dormant',
    operation: 'reportDormant',
    description: 'List keys that were used, but not recently; longest unused first',
    scope: (days) =>
      `Keys that were used, but not in the last ${days} days. Keys that were never used are in: ` +
      `postern report never-used. ${EXCLUDED_KEYS}`,
  });
  addUnusedReport(reports, cli, {
    name: 'never-used',
    operation: 'reportNeverUsed',
    description: 'List keys that were never used, oldest first',
    scope: (days) =>
      `Keys that were issued at least ${days} days ago and never used. Newer keys are not listed; ` +
      `set the limit with --days. ${EXCLUDED_KEYS}`,
  });
  addExpiringReport(reports, cli);
  addUnusedPermissionsReport(reports, cli);
  addDeactivatedOwnersReport(reports, cli);
  addSummary(reports, cli);
}

const SUMMARY_FIELDS: Fields<AdminResponse<'reportSummary'>> = {
  'expire in 1 day': ({ expiringIn1Day }) => String(expiringIn1Day),
  'expire in 7 days': ({ expiringIn7Days }) => String(expiringIn7Days),
  '… and are not rotated': ({ expiringUnrotated }) => String(expiringUnrotated),
  'expire in 30 days': ({ expiringIn30Days }) => String(expiringIn30Days),
  'never used': ({ neverUsed }) => neverUsed?.toString(),
  dormant: ({ dormant }) => dormant?.toString(),
};

function addSummary(reports: CommandUnknownOpts, cli: Cli): void {
  reports
    .command('summary')
    .description('Count the keys that expire soon or are unused, each up to 1000')
    .addOption(tenantOption())
    .action(async ({ tenant }) => {
      const { client, tenantOr } = await cli.open();
      const counts = await client.call('reportSummary', { params: { tenant: tenantOr(tenant) } });
      await cli.print(counts, (each, style) => details(each, SUMMARY_FIELDS, style));
    });
}

function addExpiringReport(reports: CommandUnknownOpts, cli: Cli): void {
  reportCommand(reports, {
    name: 'expiring',
    operation: 'reportExpiring',
    description: 'List keys that expire soon, soonest first',
  }).action(async (options) => {
    const scope = `Keys that expire in the next ${options.days} days. ${EXCLUDED_KEYS}`;
    await listReport(cli, options, { columns: EXPIRING_COLUMNS, scope }, (client, tenant, query) =>
      client.call('reportExpiring', { params: { tenant }, query }),
    );
  });
}

function addUnusedPermissionsReport(reports: CommandUnknownOpts, cli: Cli): void {
  reportCommand(reports, {
    name: 'unused-permissions',
    operation: 'reportUnusedPermissions',
    description: 'List permissions that keys have but do not use',
  }).action(async (options) => {
    const scope = `Permissions that were not used in the last ${options.days} days. ${EXCLUDED_KEYS}`;
    const format = { columns: PERMISSION_COLUMNS, footer: deliveryFooter, scope };
    await listReport(cli, options, format, (client, tenant, query) =>
      client.call('reportUnusedPermissions', { params: { tenant }, query }),
    );
  });
}

function addDeactivatedOwnersReport(reports: CommandUnknownOpts, cli: Cli): void {
  reports
    .command('deactivated-owners')
    .description('List deactivated owners with their active and disabled keys')
    .addOption(tenantOption())
    .addOption(limitOption())
    .addOption(allOption())
    .addOption(allTenantsOption())
    .action(async (options) => {
      const scope = `Deactivated owners, with their active and disabled keys. Unbound keys are still accepted. ${EXCLUDED_KEYS}`;
      const format = { columns: OWNER_COLUMNS, footer: deliveryFooter, scope };
      await listReport(cli, options, format, (client, tenant, { days, ...query }) =>
        client.call('reportDeactivatedOwners', { params: { tenant }, query }),
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
    .addOption(
      new Option('--days <count>', `Number of UTC days, 1 to ${USAGE_DAYS.max}`)
        .argParser(parseCountText('days', USAGE_DAYS.max))
        .default(String(days)),
    )
    .addOption(limitOption())
    .addOption(allOption())
    .addOption(allTenantsOption());
}

interface UnusedReport extends ReportCommand {
  readonly operation: 'reportDormant' | 'reportNeverUsed';
  /** Describes which keys the report lists and excludes. */
  readonly scope: (days: string) => string;
}

function addUnusedReport(reports: CommandUnknownOpts, cli: Cli, { scope, ...command }: UnusedReport): void {
  reportCommand(reports, command)
    .addOption(
      new Option(
        '--revoke',
        'Permanently revoke the listed keys that are known to be unused. Asks for confirmation.',
      ).conflicts('allTenants'),
    )
    .addOption(yesOption())
    .action(async ({ revoke, yes, ...options }) => {
      const unused: string[] = [];
      const format = { columns: UNUSED_COLUMNS, footer: deliveryFooter, scope: scope(options.days) };
      await listReport(cli, options, format, async (client, tenant, query) => {
        const page = await client.call(command.operation, { params: { tenant }, query });
        unused.push(...page.items.filter((item) => item.use === 'unused').map(({ key }) => key.id));
        return page;
      });
      if (!revoke) return;
      const { client, tenantOr } = await cli.open();
      await revokeAll(cli, client, { tenant: tenantOr(options.tenant), keys: unused, yes: yes === true });
    });
}

interface ReportOptions extends PageOptions, TenantChoice {
  readonly days?: string;
}

interface ReportFormat<Item> extends ListFormat<Item, Report<Item>> {
  /** Which keys the report lists and excludes. */
  readonly scope: string;
}

/** Writes one or all pages of a report, of one tenant or of all tenants. The scope is printed before the first page. */
async function listReport<Item>(
  cli: Cli,
  { days, tenant, allTenants, ...options }: ReportOptions,
  { scope, ...format }: ReportFormat<Item>,
  readTenant: (
    client: AdminClient,
    tenant: string,
    query: PageQuery & { readonly days?: string | undefined },
  ) => Promise<Report<Item>>,
): Promise<void> {
  const readPage = await paginateTenants(cli, { tenant, allTenants }, (client, each, query) =>
    readTenant(client, each, { ...query, ...(days !== undefined && { days }) }),
  );
  const pages = allTenants ? { ...options, all: true as const } : options;
  let isScopePrinted = false;
  await listPages(cli, pages, { empty: 'None.', ...format }, async (query) => {
    const page = await readPage(query);
    // A rejected request prints only its error.
    if (!isScopePrinted) await cli.info(scope);
    isScopePrinted = true;
    return page;
  });
}

/** Describes how reliable the column `use` is. */
function deliveryFooter({ delivery }: Report<unknown>): string {
  return deliveryLine(delivery);
}
