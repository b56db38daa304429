import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { findPython } from './python.ts';
import type { Work } from './work.ts';

/** What the emulator needs. */
export const EMULATOR = join(import.meta.dirname, 'requirements.txt');

const NAME_LENGTH = 12;

/**
 * The Python of a virtual environment that holds what a requirements file lists, each of it pinned: made at the
 * first call, and anew when the file changes. It is made aside and moved to its place when complete, so that
 * nothing half-made is ever taken for it and two starts at once do each other no harm.
 * @throws Failure if there is no fitting Python or the install fails; the signal's reason
 */
export async function pythonWith(requirements: string, work: Work): Promise<string> {
  const place = join(work.home.pythons, hash('sha256', await readFile(requirements)).slice(0, NAME_LENGTH));
  const python = join(place, 'bin/python');
  if (existsSync(python)) return python;

  const aside = join(work.home.pythons, `unfinished-${process.pid}`);
  try {
    await make(aside, requirements, work);
    if (!existsSync(python)) await move(aside, place);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return python;
}

async function make(place: string, requirements: string, work: Work): Promise<void> {
  const python = await findPython(process.env);
  await mkdir(work.home.pythons, { recursive: true });
  // In the person's own environment: pip's proxy, index and certificates are theirs.
  const common = { cwd: work.home.directory, env: process.env };
  await run(work, {
    ...common,
    file: python,
    args: ['-m', 'venv', '--clear', place],
    explain: (reason) =>
      `${python} can't make a virtual environment (${reason}); on Debian and Ubuntu: apt install python3-venv`,
  });
  await run(work, {
    ...common,
    file: join(place, 'bin/python'),
    args: [
      ...['-m', 'pip', 'install', '--no-deps', '--no-compile', '--requirement', requirements],
      ...['--retries', '1', '--no-input', '--disable-pip-version-check'],
    ],
    explain: (reason) =>
      `can't install what ${requirements} lists (${reason}); ` +
      `see that pip reaches its package index, then start again; all it said is in ${work.home.log}`,
  });
}

/** What is there can't be run: its base Python is gone. */
async function move(aside: string, place: string): Promise<void> {
  await rm(place, { recursive: true, force: true });
  await rename(aside, place);
}
