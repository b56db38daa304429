import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import { deployOn } from './deployment.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { createStateDirectory } from './home-folder.ts';
import { type LastStop, readLastStop } from './saved-state.ts';
import { EMULATOR, pythonWith } from './virtual-environment.ts';
import type { Start } from './work.ts';

/** An emulator that this process runs, with the deployment on it. */
export interface RunningStack {
  readonly emulator: Emulator;
  readonly deployment: LocalDeployment;
}

/**
 * Starts an emulator and deploys missing or changed stacks on it. Stops the emulator before it throws.
 * @throws Failure, or the reason of the signal
 */
export async function bringUp(start: Start, port: number): Promise<RunningStack> {
  const { home, signal, progress } = start;
  const lastStop = await readLastStop(home);
  await createStateDirectory(home);
  const python = await progress.step('Install the emulator', (say) =>
    pythonWith(EMULATOR, { home, signal, say }),
  );
  const emulator = await progress.step('Start the emulator', () =>
    startEmulator({ home, signal }, python, port),
  );
  const untilCrash = { ...start, signal: AbortSignal.any([signal, emulator.crashed]) };
  try {
    if (!lastStop.inOrder) progress.note(rolledBack(lastStop));
    const deployment = await deployOn(untilCrash, emulator.endpointUrl, { again: !lastStop.inOrder });
    return { emulator, deployment };
  } catch (error) {
    await emulator.stop();
    untilCrash.signal.throwIfAborted();
    throw error;
  }
}

function rolledBack({ savedAt }: Exclude<LastStop, { inOrder: true }>): string {
  const since = savedAt ? `the last complete stop (${savedAt.toISOString()})` : 'the first start';
  return (
    `The previous run did not stop completely. All changes since ${since} are lost: ` +
    'keys created since then are missing, and keys revoked since then are valid again. Deploying again.'
  );
}
