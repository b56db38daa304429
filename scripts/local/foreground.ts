import { once } from 'node:events';
import { runAlarms } from './alarms/run-alarms.ts';
import { bringUp } from './bring-up.ts';
import { deployOn } from './deployment.ts';
import { dismissForeground } from './detach.ts';
import { assertAnswers, namedEndpoint } from './endpoint.ts';
import { ignoreAwsSettings } from './environment.ts';
import { Failure, Interrupted } from './failure.ts';
import { followRemote, type Watch } from './follow.ts';
import { createStateDirectory } from './home-folder.ts';
import { acquireLock, type InstanceLock, lockHolder } from './instance-lock.ts';
import type { Options } from './options.ts';
import { assertFree, endpointAt } from './port.ts';
import { readyMessage } from './ready-message.ts';
import { reset } from './reset.ts';
import { detectRootCredentials } from './root-credentials.ts';
import type { Start } from './work.ts';

const DEFAULT_PORT = 4566;

/** The context of a start in the foreground. */
interface Foreground extends Start {
  /** Prints decisions after the deployment; undefined: prints none. */
  readonly watch?: Watch | undefined;
}

/**
 * Runs the local deployment in this process: on its own emulator until the interruption, or on a running emulator,
 * whose decisions it prints.
 * @throws Failure, or Interrupted before the deployment is complete
 */
export async function startHere(
  { home, progress, watch }: Pick<Foreground, 'home' | 'progress' | 'watch'>,
  options: Options,
  interrupt: AbortController,
): Promise<void> {
  const start = { home, progress, watch, signal: interrupt.signal, profile: options.profile };
  const configuredUrl = namedEndpoint(process.env);
  if (configuredUrl && options.reset)
    throw new Failure(
      `--reset cannot delete the state of the emulator at ${configuredUrl}. Unset AWS_ENDPOINT_URL, or remove --reset.`,
    );
  ignoreAwsSettings(process.env);
  await createStateDirectory(home);

  const port = options.port ?? DEFAULT_PORT;
  const lock = await acquireLock(home, configuredUrl ?? endpointAt(port), () =>
    interrupt.abort(new Interrupted()),
  );
  if (!lock) return joinRunning(start, options, configuredUrl);
  try {
    if (configuredUrl) return await useConfigured(start, configuredUrl, lock);
    // The port check comes before any deletion or installation.
    await assertFree(port);
    if (options.reset) await reset(home);
    return await runOwn(start, port, lock);
  } finally {
    await lock.release();
  }
}

async function runOwn(start: Foreground, port: number, lock: InstanceLock): Promise<void> {
  const { emulator, deployment } = await bringUp(start, port);
  try {
    lock.announceReady();
    if (!dismissForeground()) start.progress.note(readyMessage(deployment, 'Ctrl-C'));
    const ended = AbortSignal.any([start.signal, emulator.crashed]);
    const { endpointUrl } = emulator;
    await Promise.all([
      aborted(ended),
      start.watch?.(endpointUrl, ended),
      runAlarms(start.home, endpointUrl, ended),
    ]);
    emulator.crashed.throwIfAborted();
  } finally {
    await start.progress.step('Stop the emulator', () => emulator.stop());
  }
}

async function useConfigured(start: Foreground, endpointUrl: string, lock: InstanceLock): Promise<void> {
  await assertAnswers(endpointUrl);
  await detectRootCredentials(endpointUrl);
  start.progress.note(`Using the emulator at ${endpointUrl} (AWS_ENDPOINT_URL).`);
  await deployAndAnnounce(start, endpointUrl, 'stop the emulator itself');
  lock.announceReady();
  if (start.watch) await followWithAlarms(start, endpointUrl);
}

/** Evaluates the alarms of the emulator until this start ends. */
async function followWithAlarms(start: Foreground, endpointUrl: string): Promise<void> {
  const ended = new AbortController();
  const until = AbortSignal.any([start.signal, ended.signal]);
  const following = followDecisions(start, endpointUrl).finally(() => ended.abort());
  await Promise.all([following, runAlarms(start.home, endpointUrl, until)]);
}

/** Updates the deployment of another start, which holds the lock. */
async function joinRunning(
  start: Foreground,
  options: Options,
  configuredUrl: string | undefined,
): Promise<void> {
  const holder = await lockHolder(start.home);
  if (!holder?.ready) {
    throw new Failure('Another start is in progress. Wait until it is ready, or stop it: npm run stop');
  }
  const { endpointUrl } = holder;
  const requestedUrl = configuredUrl ?? (options.port && endpointAt(options.port)) ?? endpointUrl;
  if (options.reset || requestedUrl !== endpointUrl) {
    throw new Failure(`Already running at ${endpointUrl}. Stop it first: npm run stop`);
  }
  await detectRootCredentials(endpointUrl);
  start.progress.note(`Already running at ${endpointUrl}. Using the existing instance.`);
  await deployAndAnnounce(start, endpointUrl, 'npm run stop');
  await followDecisions(start, endpointUrl);
}

async function deployAndAnnounce(start: Start, endpointUrl: string, howToStop: string): Promise<void> {
  const deployment = await deployOn(start, endpointUrl, { again: false });
  start.progress.note(readyMessage(deployment, howToStop));
}

/** Prints the decisions of an emulator that another process runs. */
async function followDecisions({ progress, signal, watch }: Foreground, endpointUrl: string): Promise<void> {
  if (!watch) return;
  progress.note('Press Ctrl-C to end this command. The emulator keeps running.\n');
  const hasStopped = await followRemote(watch, endpointUrl, signal);
  if (hasStopped) progress.note(`The emulator at ${endpointUrl} no longer responds.`);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
