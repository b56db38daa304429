import { dirname, join } from 'node:path';
import { LOCAL_ALARMS_FILE } from '../../lib/contracts/local-alarms.ts';
import { LOCAL_DEPLOYMENT_FILE } from '../../lib/contracts/local-deployment.ts';

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '../..');

/** The modes of everything that a start writes: it holds secrets. */
export const OWNER_ONLY = 0o600;
export const OWNER_ONLY_FOLDER = 0o700;

/** The root credentials of the emulators that this clone starts, for every home. */
export const ROOT_CREDENTIALS_FILE = join(ROOT, '.postern/root-credentials.json');

/** The paths of one local deployment. */
export interface StateDirectory {
  /** The repository whose app is deployed. */
  readonly root: string;
  readonly directory: string;
  /** Holds the virtual environments; the same for every home, because they hold no state. */
  readonly pythons: string;
  /** The emulator's state of the last regular stop. */
  readonly state: string;
  /** Contains the process ID of the emulator while it runs, and after it ended without a regular stop. */
  readonly runningMarker: string;
  /** The socket of the start that holds the lock. */
  readonly socket: string;
  /** HOME of every child process, without the user's dot files. */
  readonly blankHome: string;
  readonly cloudAssembly: string;
  readonly localJson: string;
  /** The states of the alarms while a start evaluates them. */
  readonly alarmsJson: string;
  /** The output of every command that a start runs. */
  readonly log: string;
  readonly emulatorLog: string;
  /** The faults of requests that AWS rejects and the emulator accepts. Default: requests are not checked. */
  readonly requestFaults?: string;
}

/** Returns the paths of the local deployment in a folder (default: in this repository). */
export function stateDirectoryIn(folder: string = ROOT, root: string = ROOT): StateDirectory {
  const localJson = join(folder, LOCAL_DEPLOYMENT_FILE);
  const directory = dirname(localJson);
  return {
    root,
    directory,
    pythons: join(ROOT, '.postern/python'),
    state: join(directory, 'state'),
    runningMarker: join(directory, 'running'),
    socket: join(directory, 'start.sock'),
    blankHome: join(directory, 'home'),
    cloudAssembly: join(directory, 'cdk.out'),
    localJson,
    alarmsJson: join(folder, LOCAL_ALARMS_FILE),
    log: join(directory, 'start.log'),
    emulatorLog: join(directory, 'emulator.log'),
  };
}
