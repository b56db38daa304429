import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { managedKey } from '../../../consumer/consumer.ts';
import { localHostOf } from '../../../contracts/local-deployment.ts';
import type { Cli } from '../../cli.ts';
import type { CliContext } from '../../context.ts';
import { keyHeaders } from '../../curl.ts';
import { shellCommand } from '../../shell-word.ts';
import { type DemoContext, openDemoContext } from '../context.ts';
import { DemoError } from '../demo-error.ts';
import { caller, callRepeatedly } from './consumer-loop.ts';
import { createDemoManagedKey, type DemoManagedKey } from './demo-managed-key.ts';
import { summaryLine } from './draw.ts';
import { openTerminal, type Terminal } from './screen.ts';
import { type ConsumerCall, deniedCalls, phasesOf, type RotationPhase } from './timeline.ts';

const BOUND_MS = 60_000;
const CONSUMER_CACHE_SECONDS = 3;
/** The shortest that the local deployment keeps to: as long as a run of its engine may take. */
const OVERLAP_SECONDS = 10;
const BETWEEN_CALLS_MS = 200;
const BETWEEN_LOOKS_MS = 500;
/** Before and after, so that the calls with one value alone are seen as well. */
const ASIDE_MS = 2_000;
/** Should the demo be killed, its key ends on its own. */
const KEY_MS = 86_400_000;

type RotationDeps = Pick<CliContext, 'stderr' | 'get' | 'interruption' | 'openAccount' | 'pause'>;

/** `postern demo rotation`: a rotation on the local deployment, drawn while a consumer calls without a pause. */
export function addRotationDemo(demo: CommandUnknownOpts, cli: Cli, context: RotationDeps): void {
  demo
    .command('rotation')
    .description('Rotate a demo key while a consumer calls the sample API, on the local deployment')
    .action(async (_, command) => {
      const asJson = 'json' in command.optsWithGlobals();
      const demo = await openDemoContext(cli);
      const key = createDemoManagedKey({
        client: demo.client,
        tenant: demo.local.tenant,
        owner: demo.owner,
        expiresAt: new Date(cli.clock() + KEY_MS).toISOString(),
        consumerCacheSeconds: CONSUMER_CACHE_SECONDS,
        overlapSeconds: OVERLAP_SECONDS,
      });
      const interruption = context.interruption();
      const screen = openTerminal(context.stderr, { asJson });
      try {
        await showRotation(demo, { key, cli, context, screen, interruption });
      } catch (error) {
        if (!interruption.aborted) throw error;
        cli.setFailed();
        await cli.info('Interrupted.');
      } finally {
        screen.end();
        await tidyUp(key, demo.local.tenant, cli);
      }
    });
}

interface Stagecraft {
  readonly key: DemoManagedKey;
  readonly cli: Cli;
  readonly context: RotationDeps;
  readonly screen: Terminal;
  readonly interruption: AbortSignal;
}

async function showRotation({ local, profile }: DemoContext, craft: Stagecraft): Promise<void> {
  const { key, cli, screen, interruption } = craft;
  const { openAccount, get, pause } = craft.context;
  const { endpointUrl: endpoint, region, admin: credentials } = local;
  const account = openAccount({ endpoint, region, credentials });
  await cli.info(
    `A managed key: its consumer caches for ${CONSUMER_CACHE_SECONDS} s, the overlap is ${OVERLAP_SECONDS} s.`,
  );
  const { secretArn } = await key.make(await account.caller());
  const consumer = managedKey({
    read: () => account.readSecret(secretArn),
    cacheTtlSeconds: CONSUMER_CACHE_SECONDS,
  });
  const host = localHostOf(local.tenant);
  const headersOf = (value: string) => ({ ...keyHeaders(profile, { value, host }) });
  const call = caller(get, { url: `${local.sampleRestUrl}/hello`, headersOf });
  const { value: oldValue } = await consumer.current();

  const calls: ConsumerCall[] = [];
  const over = new AbortController();
  const told = (each: ConsumerCall) => void calls.push(each);
  const signal = AbortSignal.any([over.signal, interruption]);
  const loop = callRepeatedly({
    key: consumer,
    call,
    told,
    signal,
    pause: () => pause(BETWEEN_CALLS_MS, signal),
  });
  const show = (stages: readonly RotationPhase[]) => screen.show({ stages, calls });
  const stages = await Promise.race([
    loop.then(() => []),
    watch({ ...craft, interruption: signal }, show),
  ]).finally(() => over.abort());
  await loop;
  interruption.throwIfAborted();

  const oldStatus = await call(oldValue);
  show(stages);
  screen.end();
  const refused = deniedCalls(calls).length;
  await cli.answer({ calls: calls.length, refused, oldValue: oldStatus }, () =>
    [`${summaryLine({ calls, stages })}.`, `The old value now: ${oldStatus}.`].join(' '),
  );
  if (refused > 0) cli.setFailed();
}

/** Has the key rotated and follows it to its end, for a minute at most. */
async function watch(
  { key, cli, context: { pause }, interruption }: Stagecraft,
  show: (stages: readonly RotationPhase[]) => void,
): Promise<readonly RotationPhase[]> {
  const untilMs = cli.clock() + BOUND_MS;
  await pause(ASIDE_MS, interruption);
  interruption.throwIfAborted();
  const rotated = key.rotate();
  // Told by the await below; until then nobody is to take it for unhandled.
  rotated.catch(() => {});
  for (;;) {
    const stages = phasesOf(await key.steps());
    show(stages);
    const seenAtMs = stages.find(({ name }) => name === 'seen')?.atMs;
    if (stages.every(({ atMs }) => atMs !== undefined)) break;
    if (seenAtMs !== undefined) await rotated;
    if (seenAtMs !== undefined && cli.clock() > seenAtMs + OVERLAP_SECONDS * 1000) await key.look();
    await pause(BETWEEN_LOOKS_MS, interruption);
    interruption.throwIfAborted();
    if (cli.clock() > untilMs) throw tooLate();
  }
  await pause(ASIDE_MS, interruption);
  return phasesOf(await key.steps());
}

function tooLate(): DemoError {
  return new DemoError(
    `The rotation did not finish within ${BOUND_MS / 1000} s`,
    'Find the cause with npx postern doctor, or start over: npm start -- --reset',
  );
}

/** Revokes the demo's key, and has nobody rotate it any more. */
async function tidyUp(key: DemoManagedKey, tenant: string, cli: Cli): Promise<void> {
  try {
    const id = await key.unmanage();
    if (id !== undefined) await cli.info(`Demo key ${id} is revoked and no longer managed.`);
  } catch {
    await cli.info(
      'The demo key is not revoked. It expires within a day. To revoke it when the deployment is available: ' +
        `${shellCommand('npx', 'postern', 'keys', 'list', '--tenant', tenant)}, then npx postern keys revoke <key>`,
    );
  }
}
