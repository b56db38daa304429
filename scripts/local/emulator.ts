import { setTimeout as delay } from 'node:timers/promises';
import { type EmulatorProcess, launchEmulator } from './emulator-process.ts';
import { isHealthy } from './endpoint.ts';
import { Failure } from './failure.ts';
import { assertFree, endpointAt } from './port.ts';
import { assertRead, assertSaved } from './saved-state.ts';
import type { Work } from './work.ts';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 50;

/** An emulator that is up. */
export interface Emulator extends Pick<EmulatorProcess, 'crashed'> {
  readonly endpointUrl: string;
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
    // In order, it would write what it has over what it could not read.
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
      throw new Failure(`the emulator did not answer within ${READY_WITHIN_MS / 1000} s`);
    }
    await delay(POLL_MS);
  }
  signal.throwIfAborted();
}
