import { rm } from 'node:fs/promises';
import type { Home } from './state-directory.ts';

/** Throws away all state of a home that nothing runs in. Virtual environments stay: they hold none. */
export async function reset(home: Home): Promise<void> {
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
