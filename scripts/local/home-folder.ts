import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER_ONLY, OWNER_ONLY_FOLDER, type StateDirectory } from './state-directory.ts';

/** Creates the folder with access for its owner only, and restricts existing files in it to the owner. */
export async function createStateDirectory(home: StateDirectory): Promise<void> {
  await mkdir(home.blankHome, { recursive: true, mode: OWNER_ONLY_FOLDER });
  await chmod(home.directory, OWNER_ONLY_FOLDER);
  await Promise.all([restrictFiles(home.directory), restrictFiles(home.state)]);
}

async function restrictFiles(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  await Promise.all(files.map(({ name }) => chmod(join(folder, name), OWNER_ONLY)));
}
