import { VERSION } from '../../lib/contracts/version.ts';

/**
 * Returns the version of a release that follows the current one.
 * @throws Error if it is invalid or not later
 */
export function nextVersion(version: string | undefined): string {
  if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Error(
      `Invalid version '${version ?? ''}'. Use major.minor.patch, for example npm run release -- 0.2.0`,
    );
  }
  if (version.localeCompare(VERSION, 'en', { numeric: true }) <= 0) {
    throw new Error(`Invalid version '${version}'. It must be later than the current version, ${VERSION}.`);
  }
  return version;
}
