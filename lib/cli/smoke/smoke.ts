import { type Command, Option } from '@commander-js/extra-typings';
import { isSafeApiUrl } from '../../api-client/deployment.ts';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import type { Cli } from '../cli.ts';
import type { CliContext } from '../cli-context.ts';
import type { Connection } from '../connection.ts';
import { createMissing } from '../create-missing.ts';
import { readDescription } from '../doctor/description.ts';
import { parseCount } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { checkAll } from './check-all.ts';
import type { SmokeContext } from './context.ts';
import { createPoll } from './poll.ts';
import { isPassed, reportLines } from './report.ts';
import { createSmokeTenant, SMOKE_TENANT } from './smoke-tenant.ts';
import { createTarget, ownRoute } from './target.ts';

type SmokeDeps = Pick<CliContext, 'openAccount' | 'get' | 'probe' | 'pause' | 'interruption'>;

interface SmokeOptions {
  readonly url?: readonly string[] | undefined;
  readonly permission?: string | undefined;
  readonly timeout: number;
}

const DEFAULT_TIMEOUT_SECONDS = 300;
const MAX_TIMEOUT_SECONDS = 3_600;

/** `postern smoke`: check the guarantees of a deployment in the tenant `smoke`. */
export function addSmokeCommand(smoke: Command, cli: Cli, context: SmokeDeps): void {
  smoke
    .addOption(
      new Option(
        '--url <url>',
        'URL of a GET route of a protected API, which is called in addition; repeatable',
      ).argParser(collectUrls),
    )
    .addOption(
      new Option('--permission <permission>', 'Permission that the routes of --url require (default: read)'),
    )
    .addOption(
      new Option('--timeout <seconds>', `Longest wait of a check in seconds, 1 to ${MAX_TIMEOUT_SECONDS}`)
        .argParser(parseCount('seconds', MAX_TIMEOUT_SECONDS))
        .default(DEFAULT_TIMEOUT_SECONDS),
    )
    .action(async (options) => {
      const interruption = context.interruption();
      const run = await prepare(cli, { ...context, interruption: () => interruption }, options);
      const report = await checkAll(cli, run, interruption);
      if (!isPassed(report)) cli.setFailed();
      await cli.print(report, reportLines);
    });
}

/** Finds the APIs to call, and creates the tenant and its owner. */
async function prepare(cli: Cli, deps: SmokeDeps, options: SmokeOptions): Promise<SmokeContext> {
  const connection = await cli.open();
  const { client, deployment, local, stage } = connection;
  const { pause } = deps;
  const { endpointUrl: endpoint } = local ?? {};
  const account = deps.openAccount({ ...deployment, ...(endpoint !== undefined && { endpoint }) });
  const profile = await connection.profile();
  const tenant = createSmokeTenant(client, account);
  const route = protectedRoutes(options, connection, profile);
  const ownUrl = await findOwnRoute(connection, deps);
  const target = { get: deps.get, profile, local, tenant: SMOKE_TENANT.tenant };
  const targets = [
    ...(ownUrl === undefined ? [] : [createTarget(ownUrl, false, target)]),
    ...route.urls.map((url) => createTarget(url, true, target)),
  ];
  if (targets.length === 0) {
    throw new UsageError(
      'The key profile of this deployment has no route that accepts every key',
      'Add --url <url> with a GET route of a protected API.',
    );
  }
  await createMissing(cli, client, SMOKE_TENANT, profile);
  return {
    ...{ client, stage, local, profile, account, tenant, targets, permission: route.permission },
    ...{ apiUrl: deployment.apiUrl.replace(/\/$/, ''), get: deps.get, clock: cli.clock },
    startedAtMs: cli.clock(),
    poll: createPoll(
      { clock: cli.clock, pause },
      { timeoutSeconds: options.timeout, interruption: deps.interruption() },
    ),
  };
}

/** The routes of protected APIs; locally, those of the sample API. */
function protectedRoutes(
  { url: urls, permission = 'read' }: SmokeOptions,
  { local }: Pick<Connection, 'local'>,
  { permissions }: KeyProfileView,
): Pick<SmokeContext, 'permission'> & { readonly urls: readonly string[] } {
  if (urls !== undefined || !local) return { urls: urls ?? [], permission };
  const apis = [local.sampleRestUrl, local.sampleHttpUrl];
  const [path, required] = permissions === null ? ['orders/1', 'orders:read'] : ['hello', permission];
  return { urls: apis.map((api) => `${api}/${path}`), permission: required };
}

async function findOwnRoute(
  { deployment: { apiUrl }, local, profile }: Connection,
  { probe }: Pick<SmokeDeps, 'probe'>,
): Promise<string | undefined> {
  // In AWS, the host of Postern's own API is not the host of a tenant.
  if (!local && (await profile()).tenancy === 'by-host') return undefined;
  const description = readDescription(await probe(apiUrl));
  return description && ownRoute(apiUrl, description);
}

/** @throws UsageError */
function collectUrls(text: string, others: readonly string[] | undefined): readonly string[] {
  if (isSafeApiUrl(text)) return [...(others ?? []), text];
  throw new UsageError(
    'Invalid --url: requests contain key values and require encryption',
    'Use an https URL, for example --url https://api.example.com/orders.',
  );
}
