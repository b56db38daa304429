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

/** What a start in front of a person works with. */
interface Front extends Start {
  /** What it shows once everything is up; nothing if undefined. */
  readonly watch?: Watch | undefined;
}

/**
 * Brings the local deployment up in this process: on an emulator of its own, which then runs until the person
 * interrupts, or on one that runs already, which it only watches.
 * @throws Failure, or Interrupted before everything was up
 */
export async function startHere(
  { home, progress, watch }: Pick<Front, 'home' | 'progress' | 'watch'>,
  options: Options,
  interrupt: AbortController,
): Promise<void> {
  const start = { home, progress, watch, signal: interrupt.signal, profile: options.profile };
  const named = namedEndpoint(process.env);
  if (named && options.reset)
    throw new Failure(`--reset doesn't reach ${named}, which AWS_ENDPOINT_URL names`);
  ignoreAwsSettings(process.env);
  await createStateDirectory(home);

  const port = options.port ?? DEFAULT_PORT;
  const held = await acquireLock(home, named ?? endpointAt(port), () => interrupt.abort(new Interrupted()));
  if (!held) return joinRunning(start, options, named);
  try {
    if (named) return await useNamed(start, named, held);
    // Before anything is deleted or installed.
    await assertFree(port);
    if (options.reset) await reset(home);
    return await runOwn(start, port, held);
  } finally {
    await held.release();
  }
}

async function runOwn(start: Front, port: number, held: InstanceLock): Promise<void> {
  const { emulator, deployment } = await bringUp(start, port);
  try {
    held.announceReady();
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

async function useNamed(start: Front, endpointUrl: string, held: InstanceLock): Promise<void> {
  await assertAnswers(endpointUrl);
  await detectRootCredentials(endpointUrl);
  start.progress.note(`Using the emulator at ${endpointUrl}, which AWS_ENDPOINT_URL names.`);
  await deployAndTell(start, endpointUrl, 'as you started it');
  held.announceReady();
  if (start.watch) await lookOnWithAlarms(start, endpointUrl);
}

/** Nobody else evaluates the alarms there, and nobody does when this start ends. */
async function lookOnWithAlarms(start: Front, endpointUrl: string): Promise<void> {
  const ended = new AbortController();
  const until = AbortSignal.any([start.signal, ended.signal]);
  const looking = followDecisions(start, endpointUrl).finally(() => ended.abort());
  await Promise.all([looking, runAlarms(start.home, endpointUrl, until)]);
}

/** Another start holds the home: if it is up, brings what it runs up to date. */
async function joinRunning(start: Front, options: Options, named: string | undefined): Promise<void> {
  const holder = await lockHolder(start.home);
  if (!holder?.ready) {
    throw new Failure('another start is in progress; wait until it is ready, or end it: npm run stop');
  }
  const { endpointUrl } = holder;
  const wanted = named ?? (options.port && endpointAt(options.port)) ?? endpointUrl;
  if (options.reset || wanted !== endpointUrl) {
    throw new Failure(`already running at ${endpointUrl}; stop it first: npm run stop`);
  }
  await detectRootCredentials(endpointUrl);
  start.progress.note(`Already running at ${endpointUrl}. Using the existing instance.`);
  await deployAndTell(start, endpointUrl, 'npm run stop');
  await followDecisions(start, endpointUrl);
}

async function deployAndTell(start: Start, endpointUrl: string, toStop: string): Promise<void> {
  const deployment = await deployOn(start, endpointUrl, { again: false });
  start.progress.note(readyMessage(deployment, toStop));
}

/** Shows what is decided on an emulator that runs on when this start ends. */
async function followDecisions({ progress, signal, watch }: Front, endpointUrl: string): Promise<void> {
  if (!watch) return;
  progress.note('Ctrl-C ends this start alone.\n');
  const gone = await followRemote(watch, endpointUrl, signal);
  if (gone) progress.note(`The emulator at ${endpointUrl} doesn't answer any more.`);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
