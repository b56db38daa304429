import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { managedKey } from '../../../consumer/consumer.ts';
import { localHostOf } from '../../../contracts/local-deployment.ts';
import type { Cli } from '../../cli.ts';
import type { CliContext } from '../../cli-context.ts';
import { keyHeaders } from '../../curl.ts';
import { shellCommand } from '../../shell-word.ts';
import { type DemoContext, openDemoContext } from '../context.ts';
import { DemoError } from '../demo-error.ts';
import { caller, callRepeatedly } from './consumer-loop.ts';
import { createDemoManagedKey, type DemoManagedKey } from './demo-managed-key.ts';
import { summaryLine } from './render.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { type ConsumerCall, deniedCalls, phasesOf, type RotationPhase } from './timeline.ts';

const TIMEOUT_MS = 60_000;
const CONSUMER_CACHE_SECONDS = 3;
/** The shortest overlap of the local deployment: the maximum run time of its engine. */
const OVERLAP_SECONDS = 10;
const CALL_INTERVAL_MS = 200;
const POLL_INTERVAL_MS = 500;
/** Time before and after the rotation, to show calls with only one accepted value. */
const LEAD_MS = 2_000;
/** The key expires even if the demo is killed. */
const KEY_MS = 86_400_000;

type RotationDeps = Pick<CliContext, 'stderr' | 'get' | 'interruption' | 'openAccount' | 'pause'>;

/** `postern demo rotation`: a rotation on the local deployment, shown while a consumer calls continuously. */
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

interface RotationDemo {
  readonly key: DemoManagedKey;
  readonly cli: Cli;
  readonly context: RotationDeps;
  readonly screen: Terminal;
  readonly interruption: AbortSignal;
}

async function showRotation({ local, profile }: DemoContext, craft: RotationDemo): Promise<void> {
  const { key, cli, screen, interruption } = craft;
  const { openAccount, get, pause } = craft.context;
  const { endpointUrl: endpoint, region, admin: credentials } = local;
  const account = openAccount({ endpoint, region, credentials });
  await cli.info(
    `A managed key: its consumer caches for ${CONSUMER_CACHE_SECONDS} s, the overlap is ${OVERLAP_SECONDS} s.`,
  );
  const { secretArn } = await key.create(await account.caller());
  const consumer = managedKey({
    read: () => account.readSecret(secretArn),
    cacheTtlSeconds: CONSUMER_CACHE_SECONDS,
  });
  const host = localHostOf(local.tenant);
  const headersOf = (value: string) => ({ ...keyHeaders(profile, { value, host }) });
  const call = caller(get, { url: `${local.sampleRestUrl}/hello`, headersOf });
  const { value: oldValue } = await consumer.current();

  const calls: ConsumerCall[] = [];
  const finished = new AbortController();
  const onCall = (each: ConsumerCall) => void calls.push(each);
  const signal = AbortSignal.any([finished.signal, interruption]);
  const loop = callRepeatedly({
    key: consumer,
    call,
    onCall,
    signal,
    pause: () => pause(CALL_INTERVAL_MS, signal),
  });
  const show = (stages: readonly RotationPhase[]) => screen.show({ stages, calls });
  const stages = await Promise.race([
    loop.then(() => []),
    follow({ ...craft, interruption: signal }, show),
  ]).finally(() => finished.abort());
  await loop;
  interruption.throwIfAborted();

  const oldStatus = await call(oldValue);
  show(stages);
  screen.end();
  const denied = deniedCalls(calls).length;
  await cli.print({ calls: calls.length, denied, oldValue: oldStatus }, () =>
    [`${summaryLine({ calls, stages })}.`, `Status with the old value: ${oldStatus}.`].join(' '),
  );
  if (denied > 0) cli.setFailed();
}

/** Rotates the key and follows the rotation to its end, for at most one minute. */
async function follow(
  { key, cli, context: { pause }, interruption }: RotationDemo,
  show: (stages: readonly RotationPhase[]) => void,
): Promise<readonly RotationPhase[]> {
  const untilMs = cli.clock() + TIMEOUT_MS;
  await pause(LEAD_MS, interruption);
  interruption.throwIfAborted();
  const rotated = key.rotate();
  // The await below reports a rejection. Until then, this handler prevents an unhandled rejection.
  rotated.catch(() => {});
  for (;;) {
    const stages = phasesOf(await key.steps());
    show(stages);
    const seenAtMs = stages.find(({ name }) => name === 'seen')?.atMs;
    if (stages.every(({ atMs }) => atMs !== undefined)) break;
    if (seenAtMs !== undefined) await rotated;
    if (seenAtMs !== undefined && cli.clock() > seenAtMs + OVERLAP_SECONDS * 1000) await key.reconcile();
    await pause(POLL_INTERVAL_MS, interruption);
    interruption.throwIfAborted();
    if (cli.clock() > untilMs) throw timeoutError();
  }
  await pause(LEAD_MS, interruption);
  return phasesOf(await key.steps());
}

function timeoutError(): DemoError {
  return new DemoError(
    `The rotation did not finish within ${TIMEOUT_MS / 1000} s`,
    'Find the cause with npx postern doctor, or start over: npm start -- --reset',
  );
}

/** Revokes and unmanages the demo key. */
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
