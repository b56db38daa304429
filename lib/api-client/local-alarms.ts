import { LOCAL_ALARMS_FILE, type LocalAlarms, localAlarms } from '../contracts/local-alarms.ts';
import { findLocalFile } from './local-file.ts';

/**
 * The latest alarm states of the local deployment, from the file in `directory` or the nearest folder above it.
 * @returns undefined if no runner evaluates the alarms
 */
export async function findLocalAlarms(directory: string): Promise<LocalAlarms | undefined> {
  try {
    const found = await findLocalFile(directory, LOCAL_ALARMS_FILE);
    return localAlarms.safeParse(JSON.parse(found?.text ?? '')).data;
  } catch {
    return undefined;
  }
}
