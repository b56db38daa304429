import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { findPython } from './python.ts';
import type { Work } from './work.ts';

/** The requirements of the emulator. */
export const EMULATOR = join(import.meta.dirname, 'requirements.txt');

const NAME_LENGTH = 12;

/**
 * Returns the Python of a virtual environment with the pinned packages of a requirements file. Creates the environment
 * on the first call and when the file changes. Creates it in a temporary folder and renames it when complete, so that
 * no incomplete environment is used and parallel starts do not conflict.
 * @throws Failure if no supported Python exists or the installation fails; the reason of the signal
 */
export async function pythonWith(requirements: string, work: Work): Promise<string> {
  const place = join(work.home.pythons, hash('sha256', await readFile(requirements)).slice(0, NAME_LENGTH));
  const python = join(place, 'bin/python');
  if (existsSync(python)) return python;

  const temporaryFolder = join(work.home.pythons, `unfinished-${process.pid}`);
  try {
    await make(temporaryFolder, requirements, work);
    await move(temporaryFolder, place, python);
  } finally {
    await rm(temporaryFolder, { recursive: true, force: true });
  }
  return python;
}

async function make(place: string, requirements: string, work: Work): Promise<void> {
  const python = await findPython(process.env);
  await mkdir(work.home.pythons, { recursive: true });
  // Runs in the environment of the user, with their proxy, package index and certificates for pip.
  const common = { cwd: work.home.directory, env: process.env };
  await run(work, {
    ...common,
    file: python,
    args: ['-m', 'venv', '--clear', place],
    explain: (reason) =>
      `${python} cannot create a virtual environment (${reason}). On Debian and Ubuntu: apt install python3-venv`,
  });
  await run(work, {
    ...common,
    file: join(place, 'bin/python'),
    args: [
      ...['-m', 'pip', 'install', '--no-deps', '--no-compile', '--requirement', requirements],
      ...['--retries', '1', '--no-input', '--disable-pip-version-check'],
    ],
    explain: (reason) =>
      `Installation of the packages of ${requirements} failed (${reason}). ` +
      `Check that pip can reach its package index, then start again. Output: ${work.home.log}`,
  });
}

/**
 * Keeps an environment that another start completed at the same time, because its emulator may already run in it. Replaces
 * one that cannot run because its base Python was removed.
 */
async function move(temporaryFolder: string, place: string, python: string): Promise<void> {
  if (existsSync(place) && !existsSync(python)) await rm(place, { recursive: true, force: true });
  await rename(temporaryFolder, place).catch((error) => {
    if (!existsSync(python)) throw error;
  });
}
