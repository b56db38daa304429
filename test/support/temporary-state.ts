import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type StateDirectory, stateDirectoryIn } from '../../scripts/local/state-directory.ts';

/** Creates a folder that is deleted after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Creates a state directory that is deleted after the test, with its own virtual environments. */
export async function temporaryHome(): Promise<StateDirectory> {
  const home = stateDirectoryIn(await temporaryFolder());
  await mkdir(home.directory);
  return { ...home, pythons: join(home.directory, 'python') };
}
