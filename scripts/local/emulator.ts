import { setTimeout as delay } from 'node:timers/promises';
import { type EmulatorProcess, launchEmulator } from './emulator-process.ts';
import { isHealthy } from './endpoint.ts';
import { Failure } from './failure.ts';
import { assertFree, endpointAt } from './port.ts';
import { assertRead, assertSaved } from './saved-state.ts';
import type { Work } from './work.ts';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 50;

/** A running emulator. */
export interface Emulator extends Pick<EmulatorProcess, 'crashed'> {
  readonly endpointUrl: string;
  /**
   * Stops the emulator and saves its state. All its processes have ended when the promise settles.
   * @throws Failure if the state could not be written
   */
  stop(): Promise<void>;
}

/**
 * Starts the emulator on loopback with IAM enforced and the last saved state.
 * @throws Failure if the port is in use, or the emulator does not start or cannot read its state; the reason of the signal
 */
export async function startEmulator(
  { home, signal }: Pick<Work, 'home' | 'signal'>,
  python: string,
  port: number,
): Promise<Emulator> {
  await assertFree(port);
  const endpointUrl = endpointAt(port);
  const emulator = await launchEmulator(home, python, port);
  try {
    await becomeReady(endpointUrl, AbortSignal.any([signal, emulator.crashed]));
  } catch (error) {
    await emulator.end('SIGTERM');
    throw error;
  }
  try {
    await assertRead(home);
  } catch (error) {
    // A regular stop would overwrite the state that could not be read.
    await emulator.end('SIGKILL');
    throw error;
  }
  return {
    endpointUrl,
    crashed: emulator.crashed,
    async stop() {
      await emulator.end('SIGTERM');
      await assertSaved(home);
    },
  };
}

async function becomeReady(endpointUrl: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isHealthy(endpointUrl))) {
    signal.throwIfAborted();
    if (Date.now() > deadline) {
      throw new Failure(`The emulator did not respond within ${READY_WITHIN_MS / 1000} s`);
    }
    await delay(POLL_MS);
  }
  signal.throwIfAborted();
}
