import { etagOf, IF_MATCH_HEADER } from '../contracts/http/route.ts';
import type { VersionMismatch } from '../core/version-mismatch.ts';

/** The rejection of a change whose `If-Match` names another version than the stored one. */
export function versionMismatchRefusal({ expectedVersion, currentVersion }: VersionMismatch) {
  return {
    problem: 'version-mismatch',
    detail:
      `Expected version ${expectedVersion}, the current version is ${currentVersion}. Read the resource again, ` +
      `check your change against it, then send ${IF_MATCH_HEADER}: ${etagOf(currentVersion)}.`,
  } as const;
}
