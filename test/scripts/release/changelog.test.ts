import { expect, it } from 'vitest';
import {
  releaseCommit,
  unreleasedChanges,
  withCommit,
  withRelease,
} from '../../../scripts/release/changelog.ts';
import { nextVersion } from '../../../scripts/release/next-version.ts';

const BEFORE = '# Changelog\n\n## Unreleased\n\nOperations:\n\n- A change.\n';

it('a release moves the unreleased changes under its heading, and the next section is empty', () => {
  const released = withRelease(BEFORE, '0.2.0', '2026-12-31');
  expect(released).toBe(
    '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-31)\n\nOperations:\n\n- A change.\n',
  );
  expect(unreleasedChanges(BEFORE)).toBe('Operations:\n\n- A change.');
  expect(unreleasedChanges(released)).toBe('');
});

it('a release without changes is rejected', () => {
  expect(() => withRelease('# Changelog\n\n## Unreleased\n\n', '0.2.0', '2026-12-31')).toThrow(
    'Describe the changes of 0.2.0',
  );
});

it('the commit of a release is found in its heading, of the newest release that names one', () => {
  const older = withRelease(BEFORE, '0.2.0', '2026-12-31');
  expect(releaseCommit(older)).toBeUndefined();
  const named = withCommit(older, '0.2.0', '2026-12-31', '0123abcd');
  expect(named).toContain('## 0.2.0 (2026-12-31, commit 0123abcd)\n');
  expect(releaseCommit(named)).toBe('0123abcd');
  const newer = named.replace('## 0.2.0', '## 0.3.0 (2027-01-31, commit 89abcdef)\n\n## 0.2.0');
  expect(releaseCommit(newer)).toBe('89abcdef');
  expect(releaseCommit('# Changelog\n\n## Unreleased\n\n- commit 0123abcd\n')).toBeUndefined();
  expect(() => withCommit(BEFORE, '0.2.0', '2026-12-31', '0123abcd')).toThrow('no heading "## 0.2.0');
});

it.each([undefined, '1', '0.1', 'v9.0.0', '9.0.0-rc.1', '0.0.1'])('the version %s is rejected', (version) => {
  expect(() => nextVersion(version)).toThrow('Invalid version');
});

it('the version must be later than the current one, by number', () => {
  expect(nextVersion('9.10.0')).toBe('9.10.0');
});
