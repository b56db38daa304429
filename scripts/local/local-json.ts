import { readFile, rename, writeFile } from 'node:fs/promises';
import { type LocalDeployment, localDeployment } from '../../lib/contracts/local-deployment.ts';
import { OWNER_ONLY, type StateDirectory } from './state-directory.ts';

/** Returns the content of the file; undefined if it does not exist or has an outdated format. */
export async function readLocalJson(home: StateDirectory): Promise<LocalDeployment | undefined> {
  try {
    return localDeployment.parse(JSON.parse(await readFile(home.localJson, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces the file atomically: a reader gets the old content or the new one. */
export async function writeLocalJson(home: StateDirectory, deployment: LocalDeployment): Promise<void> {
  const temporaryFile = `${home.localJson}.${process.pid}`;
  const text = JSON.stringify(localDeployment.parse(deployment), null, 2);
  await writeFile(temporaryFile, `${text}\n`, { mode: OWNER_ONLY });
  await rename(temporaryFile, home.localJson);
}
