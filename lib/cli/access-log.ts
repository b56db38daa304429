import { type Command, Option } from '@commander-js/extra-typings';
import type { AdminClient, AdminResponse } from '../api-client/admin-client.ts';
import type { RouteRequest } from '../contracts/http/route.ts';
import { usageRoutes } from '../contracts/http/usage.ts';
import { readSummary, summaryLines, summaryOption } from './access-log-summary.ts';
import type { Cli } from './cli.ts';
import type { CliContext } from './cli-context.ts';
import { allOption, limitOption, sinceOption, tenantOption, untilOption } from './options.ts';
import { type Columns, listing } from './output.ts';
import { LARGEST_PAGE, listPages } from './pagination.ts';

type Entry = AdminResponse<'listAccessLog'>['items'][number];

const COLUMNS: Columns<Entry> = {
  at: ({ at }) => at,
  outcome: ({ outcome }) => outcome,
  key: ({ key }) => key,
  credential: ({ generation }) => (generation === null ? null : `#${generation}`),
  method: ({ method }) => method,
  route: ({ route }) => route,
  from: ({ sourceAddress }) => sourceAddress,
  agent: ({ userAgent }) => userAgent,
};

type FollowContext = Pick<CliContext, 'pause' | 'interruption'>;

const OUTCOMES = usageRoutes.listAccessLog.query.shape.outcome.unwrap().options;

const PAUSE_MS = 2_000;

/** `postern access-log`: denied requests, and a sample of the allowed ones. */
export function addAccessLogCommand(
  accessLog: Command,
  cli: Cli,
  { pause, interruption }: FollowContext,
): void {
  accessLog
    .addOption(new Option('--key <keyId>', 'List only the requests of this key'))
    .addOption(tenantOption())
    .addOption(
      new Option(
        '--outcome <outcome>',
        'List only requests with this outcome; denied for every outcome except allowed',
      ).choices(OUTCOMES),
    )
    .addOption(new Option('--request <requestId>', 'List only the request with this ID of the gateway'))
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(limitOption())
    .addOption(allOption())
    .addOption(summaryOption())
    .addOption(
      new Option('--follow', 'Continue with new entries, oldest first, until Ctrl-C').conflicts([
        'limit',
        'all',
      ]),
    )
    .action(async ({ tenant, key, follow, summary, outcome, request, since, until, ...options }) => {
      const { client, tenantOr, tenantOfKey } = await cli.open();
      const owning = key === undefined ? tenantOr(tenant) : await tenantOfKey(tenant, key);
      if (summary !== undefined) {
        const counted = await readSummary(client, { tenant: owning, key }, String(summary));
        await cli.print(counted, summaryLines);
        return;
      }
      const filter = { outcome, requestId: request, since, until };
      const readPage = pageReader(client, { tenant: owning, key }, filter);
      if (follow) await followPages(cli, readPage, { pause, interruption });
      else await listPages(cli, options, { columns: COLUMNS }, readPage);
    });
}

interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit?: string | undefined;
}

interface Scope {
  readonly tenant: string;
  readonly key: string | undefined;
}

type Filter = Pick<
  RouteRequest<typeof usageRoutes.listAccessLog>['query'],
  'outcome' | 'requestId' | 'since' | 'until'
>;

function pageReader(client: AdminClient, { tenant, key }: Scope, filter: Filter) {
  return (page: PageQuery) => {
    const query = { ...filter, ...page };
    return key === undefined
      ? client.call('listAccessLog', { params: { tenant }, query })
      : client.call('listKeyAccessLog', { params: { tenant, key }, query });
  };
}

/** Prints each entry once: entries of the previous page are skipped. */
async function followPages(
  cli: Cli,
  readPage: (query: PageQuery) => Promise<{ readonly items: readonly Entry[] }>,
  { pause, interruption }: FollowContext,
): Promise<void> {
  const interrupted = interruption();
  let known = new Set<string>();
  do {
    const { items } = await readPage({ limit: LARGEST_PAGE });
    const fresh = items.filter((entry) => !known.has(JSON.stringify(entry))).reverse();
    if (fresh.length > 0) await cli.print(fresh, (entries, style) => listing(entries, COLUMNS, style));
    known = new Set(items.map((entry) => JSON.stringify(entry)));
    await pause(PAUSE_MS, interrupted);
  } while (!interrupted.aborted);
}
