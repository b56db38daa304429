const UNRELEASED = '## Unreleased';
const SECTION = /^## Unreleased\n(.*?)(?=^## |(?![\s\S]))/ms;

/** The changes of the next release. */
export function unreleasedChanges(changelog: string): string {
  return SECTION.exec(changelog)?.[1]?.trim() ?? '';
}

/**
 * The commit of the newest release that the changelog names, as in `## 0.2.0 (2026-12-31, commit 0123abcd)`.
 * @returns undefined before 0.2.0, the first release that supports upgrades
 */
export function releaseCommit(changelog: string): string | undefined {
  return /^## \d+\.\d+\.\d+ \(.*\bcommit ([0-9a-f]{7,40})\)$/m.exec(changelog)?.[1];
}

/**
 * The changelog with its unreleased changes under the heading of a release.
 * @throws Error if there are no unreleased changes
 */
export function withRelease(changelog: string, version: string, date: string): string {
  if (unreleasedChanges(changelog) === '') {
    throw new Error(
      `The section "${UNRELEASED}" of CHANGELOG.md is empty. Describe the changes of ${version}.`,
    );
  }
  return changelog.replace(`${UNRELEASED}\n`, `${UNRELEASED}\n\n${headingOf(version, date)}\n`);
}

/**
 * The changelog with the commit in the heading of a release.
 * @throws Error if the changelog has no such heading
 */
export function withCommit(changelog: string, version: string, date: string, commit: string): string {
  const heading = headingOf(version, date);
  if (!changelog.includes(`${heading}\n`)) throw new Error(`CHANGELOG.md has no heading "${heading}"`);
  return changelog.replace(`${heading}\n`, `${headingOf(version, `${date}, commit ${commit}`)}\n`);
}

function headingOf(version: string, details: string): string {
  return `## ${version} (${details})`;
}
