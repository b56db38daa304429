import { rename, writeFile } from 'node:fs/promises';
import { type LocalAlarms, localAlarms } from '../../../lib/contracts/local-alarms.ts';
import { OWNER_ONLY, type StateDirectory } from '../state-directory.ts';

/** Replaces the file atomically: a reader gets the old content or the new one. */
export async function writeLocalAlarms(home: StateDirectory, alarms: LocalAlarms): Promise<void> {
  const temporaryFile = `${home.alarmsJson}.${process.pid}`;
  await writeFile(temporaryFile, `${JSON.stringify(localAlarms.parse(alarms), null, 2)}\n`, {
    mode: OWNER_ONLY,
  });
  await rename(temporaryFile, home.alarmsJson);
}
