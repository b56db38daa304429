import { dirname, join } from 'node:path';
import { LOCAL_DEPLOYMENT_FILE } from '../../lib/contracts/local-deployment.ts';

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '../..');

/** Where one local deployment keeps what it needs. */
export interface Home {
  readonly directory: string;
  /** Holds the virtual environments; the same for every home, because they hold no state. */
  readonly pythons: string;
  /** The emulator's state as of its last orderly stop. */
  readonly state: string;
  /** Is there while the emulator runs, and after it ended in any way but in order. */
  readonly runningMarker: string;
  /** The socket of the start that holds this home. */
  readonly socket: string;
  readonly temporary: string;
  readonly cloudAssembly: string;
  readonly localJson: string;
  /** The output of every command that a start runs. */
  readonly log: string;
  readonly emulatorLog: string;
}

/** The paths of the local deployment in a folder; by default that of the repository. */
export function homeIn(folder: string = ROOT): Home {
  const localJson = join(folder, LOCAL_DEPLOYMENT_FILE);
  const directory = dirname(localJson);
  return {
    directory,
    pythons: join(ROOT, '.postern/python'),
    state: join(directory, 'state'),
    runningMarker: join(directory, 'running'),
    socket: join(directory, 'start.sock'),
    temporary: join(directory, 'tmp'),
    cloudAssembly: join(directory, 'cdk.out'),
    localJson,
    log: join(directory, 'start.log'),
    emulatorLog: join(directory, 'emulator.log'),
  };
}
