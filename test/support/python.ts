import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stateDirectoryIn } from '../../scripts/local/state-directory.ts';
import { pythonWith } from '../../scripts/local/virtual-environment.ts';

const INSTALLED_WITHIN_MS = 100_000;

/** The Python of a virtual environment with a requirements file of this folder, installed once for its content. */
export async function pythonFor(requirements: string): Promise<string> {
  const home = stateDirectoryIn();
  await mkdir(home.directory, { recursive: true });
  const work = { home, signal: AbortSignal.timeout(INSTALLED_WITHIN_MS), say: () => {} };
  return pythonWith(join(import.meta.dirname, requirements), work);
}
