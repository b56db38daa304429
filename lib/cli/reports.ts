import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { allItems } from '../api-client/all-items.ts';
import type { Cli } from './cli.ts';
import { deliveryLine } from './delivery-line.ts';
import { allOption, limitOption, tenantOption } from './options.ts';
import { type Columns, listing, type Style } from './output.ts';
import { revokeAll } from './revoke-all.ts';

type KeyView = AdminResponse<'changeKey'>;
type Delivery = AdminResponse<'reportDormant'>['delivery'];
type UnusedItem = AdminResponse<'reportDormant'>['items'][number];

interface Report<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly delivery: Delivery;
}

interface ReportQuery {
  readonly days?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: string | undefined;
}

const LARGEST_PAGE = '100';

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
  unused: ({ unused }) => (unused === 'yes' ? 'yes' : "can't say"),
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

/** `postern report …`: what can be tidied up. */
export function addReportCommands(reports: Command, cli: Cli): void {
  addUnusedReport(reports, cli, 'dormant', 'keys that were used and are no more, the longest unused first');
  addUnusedReport(reports, cli, 'never-used', 'keys that were never used, the oldest first');

  reportCommand(reports, 'expiring', 'keys that expire soon, the soonest first').action(
    async ({ tenant, ...options }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      await answerReport(cli, options, EXPIRING_COLUMNS, (query) =>
        client.call('reportExpiring', { params, query }),
      );
    },
  );
  reportCommand(reports, 'unused-permissions', 'permissions that keys carry and do not use').action(
    async ({ tenant, ...options }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      await answerReport(cli, options, PERMISSION_COLUMNS, (query) =>
        client.call('reportUnusedPermissions', { params, query }),
      );
    },
  );
  reports
    .command('cut-off-owners')
    .description('owners that are cut off, with their keys that have not ended')
    .addOption(tenantOption())
    .addOption(limitOption())
    .addOption(allOption())
    .action(async ({ tenant, ...options }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      await answerReport(cli, options, OWNER_COLUMNS, ({ days, ...query }) =>
        client.call('reportCutOffOwners', { params, query }),
      );
    });
}

function reportCommand<Name extends string>(reports: CommandUnknownOpts, name: Name, description: string) {
  return reports
    .command(name)
    .description(description)
    .addOption(tenantOption())
    .addOption(new Option('--days <count>', 'how many days, 1 to 400'))
    .addOption(limitOption())
    .addOption(allOption());
}

function addUnusedReport(
  reports: CommandUnknownOpts,
  cli: Cli,
  name: 'dormant' | 'never-used',
  description: string,
): void {
  const operation = name === 'dormant' ? 'reportDormant' : 'reportNeverUsed';
  reportCommand(reports, name, description)
    .addOption(new Option('--revoke', 'revoke those that are listed, and known to be unused; asks first'))
    .addOption(new Option('--yes', 'revoke without asking'))
    .action(async ({ tenant: given, revoke, yes, ...options }) => {
      const { client, tenantOr } = await cli.open();
      const tenant = tenantOr(given);
      const report = await answerReport(cli, options, UNUSED_COLUMNS, (query) =>
        client.call(operation, { params: { tenant }, query }),
      );
      if (revoke) {
        const unused = report.items.filter((item) => item.unused === 'yes').map(({ key }) => key.id);
        await revokeAll(cli, client, { tenant, keys: unused, yes: yes === true });
      }
    });
}

/** Answers with one page of a report, or with all of it, and how far it can be believed. */
async function answerReport<Item>(
  cli: Cli,
  { days, limit, all }: Omit<ReportQuery, 'cursor'> & { readonly all?: true | undefined },
  columns: Columns<Item>,
  readPage: (query: ReportQuery) => Promise<Report<Item>>,
): Promise<Report<Item>> {
  const first = await readPage({ days, limit: all ? LARGEST_PAGE : limit });
  const rest =
    all && first.next !== null
      ? await allItems((cursor) =>
          readPage({ days, limit: LARGEST_PAGE, cursor: cursor ?? first.next ?? undefined }),
        )
      : [];
  const report = { ...first, items: [...first.items, ...rest], next: all ? null : first.next };
  await cli.answer(report, (each, style) => reportLines(each, columns, style));
  if (report.next !== null) await cli.remark('There are more: add --all to see them.');
  return report;
}

function reportLines<Item>({ items, delivery }: Report<Item>, columns: Columns<Item>, style: Style): string {
  const found = items.length === 0 ? 'None.' : listing(items, columns, style);
  return `${found}\n${deliveryLine(delivery)}`;
}
