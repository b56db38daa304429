import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { signalGroup } from './command.ts';
import { isHealthy } from './endpoint.ts';
import { isolatedEnvironment } from './environment.ts';
import { Failure } from './failure.ts';
import type { Home } from './home.ts';
import { assertFree, endpointAt, LOOPBACK_ADDRESS } from './port.ts';
import { assertRead, assertSaved } from './saved-state.ts';
import type { Work } from './work.ts';

const LAUNCHER = join(import.meta.dirname, 'emulator.py');
const READY_WITHIN_MS = 60_000;
const POLL_MS = 50;
/** An orderly stop waits for Lambdas that run, then writes the state. */
const STOPPED_WITHIN_MS = 45_000;

export interface Emulator {
  readonly endpointUrl: string;
  /** Aborted, with the Failure to tell as its reason, when the emulator ends unasked. */
  readonly crashed: AbortSignal;
  /**
   * Ends it in order: none of its processes is left when this settles.
   * @throws Failure if the state could not be written
   */
  stop(): Promise<void>;
}

/**
 * Starts the emulator on loopback with IAM enforced, with the state of its last orderly stop.
 * @throws Failure if the port is taken, the emulator doesn't come up or can't read its state; the signal's reason
 */
export async function startEmulator(work: Work, python: string, port: number): Promise<Emulator> {
  const { home } = work;
  await assertFree(port);
  const endpointUrl = endpointAt(port);
  const temporary = await mkdtemp(join(tmpdir(), 'postern-'));
  const child = await launch(home, python, port, temporary);
  const crash = new AbortController();
  let stopping = false;
  const ended = once(child, 'exit')
    .catch(() => undefined)
    .then(async () => {
      // Lambdas that outlived it.
      signalGroup(child.pid, 'SIGKILL');
      await rm(temporary, { recursive: true, force: true });
      if (!stopping) crash.abort(new Failure(crashMessage(child, home)));
    });
  const end = async () => {
    stopping = true;
    await endInOrder(child, ended);
  };
  try {
    await becomeReady(endpointUrl, AbortSignal.any([work.signal, crash.signal]));
    await assertRead(home);
  } catch (error) {
    await end();
    throw error;
  }
  const stop = () => end().then(() => assertSaved(home));
  return { endpointUrl, crashed: crash.signal, stop };
}

/**
 * Its standard input is a pipe that we hold: should we be killed, it closes, and the emulator stops in order. It
 * unpacks Lambdas into `temporary`, which lies outside of the repository: they must not find our `package.json`
 * and `node_modules` above them.
 */
async function launch(home: Home, python: string, port: number, temporary: string): Promise<ChildProcess> {
  const log = await open(home.emulatorLog, 'w');
  try {
    return spawn(python, [LAUNCHER, home.runningMarker], {
      cwd: home.directory,
      detached: true,
      stdio: ['pipe', log.fd, log.fd],
      env: {
        ...isolatedEnvironment(home),
        TMPDIR: temporary,
        GATEWAY_PORT: String(port),
        BIND_HOST: LOOPBACK_ADDRESS,
        AUTH: 'true',
        PERSIST_STATE: '1',
        STATE_DIR: home.state,
        IOT_MTLS_ENABLED: '0',
        SFTP_ENABLED: '0',
      },
    });
  } finally {
    await log.close();
  }
}

async function becomeReady(endpointUrl: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isHealthy(endpointUrl))) {
    signal.throwIfAborted();
    if (Date.now() > deadline)
      throw new Failure(`the emulator did not answer within ${READY_WITHIN_MS / 1000} s`);
    await delay(POLL_MS);
  }
  signal.throwIfAborted();
}

async function endInOrder(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return ended;
  child.kill('SIGTERM');
  const impatience = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), STOPPED_WITHIN_MS);
  await ended;
  clearTimeout(impatience);
}

function crashMessage({ exitCode, signalCode }: ChildProcess, home: Home): string {
  const how = signalCode ?? `exit code ${exitCode}`;
  return (
    `the emulator crashed (${how}); what was changed since its last orderly stop is lost. ` +
    `Start it again: npm start. Its last words are in ${home.emulatorLog}`
  );
}
