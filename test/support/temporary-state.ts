import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type StateDirectory, stateDirectoryIn } from '../../scripts/local/state-directory.ts';

/** A folder that is gone after the test. */
export async function throwAwayFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The home of a local deployment of the test's own, virtual environments included. */
export async function throwAwayHome(): Promise<StateDirectory> {
  const home = stateDirectoryIn(await throwAwayFolder());
  await mkdir(home.directory);
  return { ...home, pythons: join(home.directory, 'python') };
}
