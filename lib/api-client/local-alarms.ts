import { LOCAL_ALARMS_FILE, type LocalAlarms, localAlarms } from '../contracts/local-alarms.ts';
import { findLocalFile } from './local-file.ts';

/**
 * How the alarms of the local deployment are, as the runner said it last: in `directory` or the nearest folder above it.
 * @returns undefined where nobody evaluates them
 */
export async function findLocalAlarms(directory: string): Promise<LocalAlarms | undefined> {
  try {
    const found = await findLocalFile(directory, LOCAL_ALARMS_FILE);
    return localAlarms.safeParse(JSON.parse(found?.text ?? '')).data;
  } catch {
    return undefined;
  }
}
