/** A resource does not have the version that the caller read. Nothing was written. */
export interface VersionMismatch {
  readonly outcome: 'version-mismatch';
  readonly expectedVersion: number;
  readonly currentVersion: number;
}

/**
 * Compares the version that a caller read with the stored one. Every read-decide-write loop calls it first in each
 * attempt. The write is conditional on the same version, so that the comparison holds for the write.
 *
 * @returns undefined if they are equal or if the caller passes no version
 */
export function versionMismatch(
  currentVersion: number,
  expectedVersion: number | undefined,
): VersionMismatch | undefined {
  return expectedVersion === undefined || expectedVersion === currentVersion
    ? undefined
    : { outcome: 'version-mismatch', expectedVersion, currentVersion };
}
