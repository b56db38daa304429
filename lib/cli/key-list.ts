import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { keyRoutes } from '../contracts/http/keys.ts';
import type { Cli } from './cli.ts';
import { parseDuration } from './duration.ts';
import { KEY_COLUMNS } from './key-view.ts';
import { allOption, limitOption, parseDayOrInstant, tenantOption } from './options.ts';
import { listPages } from './pagination.ts';

const { status: STATUS, sort: SORT } = keyRoutes.listKeys.query.shape;
const SORTS = SORT.unwrap().options;
const DEFAULT_SORT = SORT.parse(undefined);

/** `postern keys list` */
export function addListCommand(keys: CommandUnknownOpts, cli: Cli): void {
  keys
    .command('list')
    .description('List the keys of a tenant in every status')
    .addOption(tenantOption())
    .option('--owner <owner>', 'List only the keys of this owner')
    .addOption(
      new Option('--status <status>', 'List only keys with this status').choices(STATUS.unwrap().options),
    )
    .option('--environment <environment>', 'List only the keys of this environment')
    .option('--search <text>', 'List only keys with this text in the name, or at the start of the ID or hint')
    .option('--permission <permission>', 'List only keys with this permission')
    .addOption(timeOption('--created-from <time>', 'List only keys created at or after this time'))
    .addOption(timeOption('--created-before <time>', 'List only keys created before this time'))
    .addOption(timeOption('--expires-from <time>', 'List only keys that expire at or after this time'))
    .addOption(timeOption('--expires-before <time>', 'List only keys that expire before this time'))
    .addOption(new Option('--never-used', 'List only keys without a recorded use').conflicts('unusedFor'))
    .addOption(
      new Option(
        '--unused-for <duration>',
        'List only keys without a use in this time, for example 90d',
      ).argParser(parseDuration),
    )
    .addOption(
      new Option(
        '--sort <order>',
        `Order: by creation, or expiry for active and disabled keys with an expiry (default: ${DEFAULT_SORT})`,
      ).choices(SORTS),
    )
    .addOption(limitOption())
    .addOption(allOption())
    .action(async ({ tenant, limit, all, neverUsed, unusedFor, ...filter }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      const use = {
        neverUsed: neverUsed ? ('true' as const) : undefined,
        unusedSince:
          unusedFor === undefined ? undefined : new Date(cli.clock() - unusedFor * 1000).toISOString(),
      };
      await listPages(cli, { limit, all }, { columns: KEY_COLUMNS }, (page) =>
        client.call('listKeys', { params, query: { ...filter, ...use, ...page } }),
      );
    });
}

function timeOption<const Flags extends string>(flags: Flags, description: string) {
  return new Option(flags, `${description}: a UTC day or an RFC 3339 time`).argParser(parseDayOrInstant);
}
