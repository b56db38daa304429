import { rm } from 'node:fs/promises';
import type { StateDirectory } from './state-directory.ts';

/** Throws away all state of a home that nothing runs in. Virtual environments stay: they hold none. */
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
