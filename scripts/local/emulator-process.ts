import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { signalGroup } from './command.ts';
import { isolatedEnvironment } from './environment.ts';
import { Failure } from './failure.ts';
import { LOOPBACK_ADDRESS } from './port.ts';
import { useRootCredentials } from './root-credentials.ts';
import { OWNER_ONLY, type StateDirectory } from './state-directory.ts';

const LAUNCHER = join(import.meta.dirname, 'emulator.py');
/** A regular stop waits for running Lambda functions, then writes the state. */
const STOPPED_WITHIN_MS = 45_000;

export interface EmulatorProcess {
  /** Aborts with a Failure as its reason if the process ends unexpectedly. */
  readonly crashed: AbortSignal;
  /** Settles when all its processes have ended. SIGTERM saves the state, SIGKILL keeps the saved state. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts the emulator in its own process group. It is not ready yet when the promise resolves. */
export async function launchEmulator(
  home: StateDirectory,
  python: string,
  port: number,
): Promise<EmulatorProcess> {
  const child = await launch(home, python, port);
  const crash = new AbortController();
  let asked = false;
  const ended = once(child, 'exit')
    .catch(() => undefined)
    .then(() => {
      // Lambda processes that are still running.
      signalGroup(child.pid, 'SIGKILL');
      if (!asked) crash.abort(new Failure(crashMessage(child, home)));
    });
  return {
    crashed: crash.signal,
    async end(signal) {
      asked = true;
      child.kill(signal);
      const impatience = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), STOPPED_WITHIN_MS);
      await ended;
      clearTimeout(impatience);
    },
  };
}

/** Its standard input is a pipe of this process. If this process is killed, the pipe closes and the emulator stops. */
async function launch(home: StateDirectory, python: string, port: number): Promise<ChildProcess> {
  const log = await open(home.emulatorLog, 'w', OWNER_ONLY);
  const root = useRootCredentials();
  try {
    return spawn(python, [LAUNCHER, home.runningMarker], {
      cwd: home.directory,
      detached: true,
      stdio: ['pipe', log.fd, log.fd],
      env: {
        ...isolatedEnvironment(home),
        GATEWAY_PORT: String(port),
        BIND_HOST: LOOPBACK_ADDRESS,
        AUTH: 'true',
        AWS_ACCESS_KEY_ID: root.accessKeyId,
        AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
        PERSIST_STATE: '1',
        STATE_DIR: home.state,
        POSTERN_REQUEST_FAULTS: home.requestFaults,
        IOT_MTLS_ENABLED: '0',
        SFTP_ENABLED: '0',
      },
    });
  } finally {
    await log.close();
  }
}

function crashMessage({ exitCode, signalCode }: ChildProcess, home: StateDirectory): string {
  const how = signalCode ?? `exit code ${exitCode}`;
  return (
    `The emulator crashed (${how}). Changes since its last regular stop are lost. ` +
    `Start it again: npm start. Its output is in ${home.emulatorLog}`
  );
}
