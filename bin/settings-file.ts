import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS_FILE } from '../lib/contracts/settings-file.ts';

/**
 * The settings in the file of a folder; empty without the file.
 *
 * @throws Error if the file is not a JSON object
 */
export function readSettingsFile(folder: string): Readonly<Record<string, unknown>> {
  const path = join(folder, SETTINGS_FILE);
  if (!existsSync(path)) return {};
  const settings = parsed(path);
  if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return { ...settings };
  throw new Error(
    `Invalid ${path}: it must be a JSON object, for example {"stage":"prod","region":"eu-central-1"}.`,
  );
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(
      `Invalid ${path}: it must be JSON. Correct it, or run in an empty folder: npx postern init`,
      { cause },
    );
  }
}
