import { rm } from 'node:fs/promises';
import type { StateDirectory } from './state-directory.ts';

/** Deletes all state of a stopped local deployment. Keeps the virtual environments, which contain no state. */
export async function reset(home: StateDirectory): Promise<void> {
  const state = [
    home.state,
    home.runningMarker,
    home.localJson,
    home.cloudAssembly,
    home.log,
    home.emulatorLog,
  ];
  await Promise.all(state.map((path) => rm(path, { recursive: true, force: true })));
}
