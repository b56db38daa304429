import { type Command, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { USAGE_DAYS } from '../contracts/http/usage.ts';
import { bar } from './bar.ts';
import type { Cli } from './cli.ts';
import type { CliContext } from './cli-context.ts';
import { deliveryLine } from './delivery-line.ts';
import { parseCountText, tenantOption } from './options.ts';
import { type Columns, details, listing, type Style } from './output.ts';
import { addReplay } from './usage-replay.ts';

type KeyUsage = AdminResponse<'showKeyUsage'>;
type Day = KeyUsage['days'][number];

const KEY_FIELDS: Columns<KeyUsage> = {
  key: ({ key }) => key,
  'last used': ({ lastUsedAt }) => lastUsedAt,
  'tracked since': ({ trackedSince }) => trackedSince,
  credentials: ({ credentials }) =>
    credentials.map(({ generation, lastUsedAt }) => `#${generation} at ${lastUsedAt}`).join(', ') || null,
  permissions: ({ permissions }) =>
    permissions.map(({ permission, lastUsedAt }) => `${permission} (${lastUsedAt ?? 'never'})`).join(', ') ||
    null,
};

/** `postern usage`: the usage of a tenant or of a key. */
export function addUsageCommand(
  usage: Command,
  cli: Cli,
  context: Pick<CliContext, 'openUsageReplay'>,
): void {
  addReplay(usage, cli, context);
  usage
    .argument('[keyId]', 'Key ID (default: the total of the tenant)')
    .addOption(tenantOption())
    .addOption(
      new Option(
        '--days <count>',
        `Number of UTC days, 1 to ${USAGE_DAYS.max} (default: ${USAGE_DAYS.default})`,
      ).argParser(parseCountText('days', USAGE_DAYS.max)),
    )
    .action(async (key, { tenant, days }) => {
      const { client, tenantOr, tenantOfKey } = await cli.open();
      if (key === undefined) {
        const params = { tenant: tenantOr(tenant) };
        const usage = await client.call('showTenantUsage', { params, query: { days } });
        await cli.print(
          usage,
          (each, style) => `${dayLines(each.days, style)}\n${deliveryLine(each.delivery)}`,
        );
        return;
      }
      const usage = await client.call('showKeyUsage', {
        params: { tenant: await tenantOfKey(tenant, key), key },
        query: { days },
      });
      await cli.print(usage, (each, style) =>
        [details(each, KEY_FIELDS, style), '', dayLines(each.days, style), deliveryLine(each.delivery)].join(
          '\n',
        ),
      );
    });
}

/** One line per day; with a bar at a terminal. */
function dayLines(days: readonly Day[], style: Style): string {
  if (days.length === 0) return 'No requests in this period.';
  const most = Math.max(...days.map(totalOf));
  const columns: Columns<Day> = {
    day: ({ day }) => day,
    allowed: ({ counts }) => String(counts.allowed ?? 0),
    denied: (day) => String(totalOf(day) - (day.counts.allowed ?? 0)),
    'denied as': ({ counts }) =>
      Object.entries(counts)
        .filter(([outcome]) => outcome !== 'allowed')
        .map(([outcome, count]) => `${outcome} ${count}`)
        .join(', ') || null,
    ...(style.terminal && { '': (day: Day) => bar(totalOf(day), most) }),
  };
  return listing(days, columns, style);
}

function totalOf({ counts }: Day): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
