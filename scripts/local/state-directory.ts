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

/** Where one local deployment keeps what it needs. */
export interface StateDirectory {
  /** The repository whose app is deployed. */
  readonly root: string;
  readonly directory: string;
  /** Holds the virtual environments; the same for every home, because they hold no state. */
  readonly pythons: string;
  /** The emulator's state as of its last orderly stop. */
  readonly state: string;
  /** Holds the id of the emulator while it runs, and after it ended in any way but in order. */
  readonly runningMarker: string;
  /** The socket of the start that holds this home. */
  readonly socket: string;
  /** HOME of every child: none of the person's dot files is in it. */
  readonly blankHome: string;
  readonly cloudAssembly: string;
  readonly localJson: string;
  /** How the alarms are, while somebody evaluates them. */
  readonly alarmsJson: string;
  /** The output of every command that a start runs. */
  readonly log: string;
  readonly emulatorLog: string;
}

/** The paths of the local deployment in a folder; by default of this repository and in it. */
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
