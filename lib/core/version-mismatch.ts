/** A resource does not have the version that the caller read. Nothing was written. */
export interface VersionMismatch {
  readonly outcome: 'version-mismatch';
  readonly expectedVersion: number;
  readonly currentVersion: number;
}

/**
 * Compares the version that a caller read with the stored one. Every read-decide-write loop calls it in each attempt,
 * before anything else is decided: the write then names the same version, so that the comparison is part of it.
 *
 * @returns undefined if they are the same, or if the caller names no version
 */
export function versionMismatch(
  currentVersion: number,
  expectedVersion: number | undefined,
): VersionMismatch | undefined {
  return expectedVersion === undefined || expectedVersion === currentVersion
    ? undefined
    : { outcome: 'version-mismatch', expectedVersion, currentVersion };
}
