import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DISK_FULL, isDiskFull } from './disk-full.ts';
import { Failure } from './failure.ts';
import type { StateDirectory } from './state-directory.ts';

const RESET_HINT = 'Delete it: npm start -- --reset';
const UNREADABLE = /Persistence: failed to load|Failed to restore persisted state|refusing to load/;
const UNSAVED = /Persistence: (failed to save|error getting state)/;

/**
 * Whether the last run saved its state. Otherwise, changes after `savedAt` are lost. The emulator writes its state only
 * on a regular stop, and removes its marker after that.
 */
export type LastStop =
  | { readonly inOrder: true }
  | { readonly inOrder: false; readonly savedAt: Date | undefined };

/** @throws Failure if the state cannot be read, or the last stop was interrupted while it wrote the state */
export async function readLastStop(home: StateDirectory): Promise<LastStop> {
  const savedAt = await newestSave(home.state);
  const startedAt = await modifiedAt(home.runningMarker);
  if (!startedAt) return { inOrder: true };
  if (savedAt && savedAt > startedAt) {
    throw new Failure(
      `The saved state in ${home.state} is incomplete, because the last stop was interrupted. ${RESET_HINT}`,
    );
  }
  return { inOrder: false, savedAt };
}

/** @throws Failure if the started emulator could not read its state and runs without it */
export async function assertRead(home: StateDirectory): Promise<void> {
  if (!UNREADABLE.test(await readFile(home.emulatorLog, 'utf8'))) return;
  throw new Failure(`The saved state in ${home.state} cannot be read. ${RESET_HINT}`);
}

/** @throws Failure if the stopped emulator could not write its state */
export async function assertSaved(home: StateDirectory): Promise<void> {
  const log = await readFile(home.emulatorLog, 'utf8');
  if (!UNSAVED.test(log)) return;
  if (isDiskFull(log)) {
    throw new Failure(
      `${DISK_FULL}. The state was not completely written to ${home.state}; some changes since the start are lost. ` +
        'The previous state is kept. Free some space, then start again.',
    );
  }
  throw new Failure(
    `The state cannot be written to ${home.state}; the changes since the start are lost. ` +
      `The cause is in ${home.emulatorLog}. ${RESET_HINT}`,
  );
}

async function newestSave(state: string): Promise<Date | undefined> {
  const files = await readdir(state).catch((cause) => {
    if (cause.code === 'ENOENT') return [];
    throw new Failure(`The saved state in ${state} cannot be read. ${RESET_HINT}`, { cause });
  });
  const saves = files.filter((file) => file.endsWith('.json'));
  const times = await Promise.all(saves.map((file) => modifiedAt(join(state, file))));
  return times.reduce((newest, time) => (newest && time && newest > time ? newest : time), undefined);
}

async function modifiedAt(file: string): Promise<Date | undefined> {
  return stat(file).then(
    ({ mtime }) => mtime,
    () => undefined,
  );
}
