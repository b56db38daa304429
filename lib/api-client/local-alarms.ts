import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LOCAL_ALARMS_FILE, type LocalAlarms, localAlarms } from '../contracts/local-alarms.ts';

/**
 * How the alarms of the local deployment are, as the runner said it last: in `directory` or the nearest folder above it.
 * @returns undefined where nobody evaluates them
 */
export async function findLocalAlarms(directory: string): Promise<LocalAlarms | undefined> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const found = await read(join(folder, LOCAL_ALARMS_FILE));
    if (found || folder === dirname(folder)) return found;
  }
}

async function read(file: string): Promise<LocalAlarms | undefined> {
  try {
    return localAlarms.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
