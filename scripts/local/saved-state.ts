import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DISK_FULL, isDiskFull } from './disk-full.ts';
import { Failure } from './failure.ts';
import type { StateDirectory } from './state-directory.ts';

const RESET_HINT = 'throw it away: npm start -- --reset';
const UNREADABLE = /Persistence: failed to load|Failed to restore persisted state|refusing to load/;
const UNSAVED = /Persistence: (failed to save|error getting state)/;

/**
 * How the emulator ended the last time: in order, or with what changed after `savedAt` rolled back. The emulator
 * writes its state only when it is stopped in order; its marker is removed after that.
 */
export type LastStop =
  | { readonly inOrder: true }
  | { readonly inOrder: false; readonly savedAt: Date | undefined };

/** @throws Failure if there is no folder where the state should be, or the last stop was cut short while it wrote it */
export async function readLastStop(home: StateDirectory): Promise<LastStop> {
  const savedAt = await newestSave(home.state);
  const startedAt = await modifiedAt(home.runningMarker);
  if (!startedAt) return { inOrder: true };
  if (savedAt && savedAt > startedAt) {
    throw new Failure(
      `the saved state in ${home.state} is half-written, because the last stop was cut short; ${RESET_HINT}`,
    );
  }
  return { inOrder: false, savedAt };
}

/** @throws Failure if the emulator that has just started could not read its state and goes on without */
export async function assertRead(home: StateDirectory): Promise<void> {
  if (!UNREADABLE.test(await readFile(home.emulatorLog, 'utf8'))) return;
  throw new Failure(`the saved state in ${home.state} can't be read; ${RESET_HINT}`);
}

/** @throws Failure if the emulator that has just stopped could not write its state */
export async function assertSaved(home: StateDirectory): Promise<void> {
  const log = await readFile(home.emulatorLog, 'utf8');
  if (!UNSAVED.test(log)) return;
  if (isDiskFull(log)) {
    throw new Failure(
      `${DISK_FULL}: not all of the state was written to ${home.state}, and some changes since the start are lost. ` +
        'The earlier state is kept: free some space, then start again',
    );
  }
  throw new Failure(
    `the state can't be written to ${home.state}, so what was changed is lost; ` +
      `see in ${home.emulatorLog} why, then ${RESET_HINT}`,
  );
}

async function newestSave(state: string): Promise<Date | undefined> {
  const files = await readdir(state).catch((cause) => {
    if (cause.code === 'ENOENT') return [];
    throw new Failure(`the saved state in ${state} can't be read; ${RESET_HINT}`, { cause });
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
