import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import { deployOn } from './deployment.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { createStateDirectory } from './home-folder.ts';
import { type LastStop, readLastStop } from './saved-state.ts';
import { EMULATOR, pythonWith } from './virtual-environment.ts';
import type { Start } from './work.ts';

/** An emulator of our own with everything deployed on it. */
export interface RunningStack {
  readonly emulator: Emulator;
  readonly deployment: LocalDeployment;
}

/**
 * Starts an emulator and deploys on it what isn't deployed yet. Nothing is left running if this throws.
 * @throws Failure, or the signal's reason
 */
export async function bringUp(start: Start, port: number): Promise<RunningStack> {
  const { home, signal, progress } = start;
  const lastStop = await readLastStop(home);
  await createStateDirectory(home);
  const python = await progress.step('Get the emulator', (say) =>
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
  const since = savedAt ? `its last orderly stop (${savedAt.toISOString()})` : 'its first start';
  return (
    `The emulator did not end in order the last time: what was changed since ${since} is rolled back. ` +
    'Keys made since are gone, keys revoked since are valid again. Deploying again.'
  );
}
