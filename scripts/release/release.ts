import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withCommit, withRelease } from './changelog.ts';
import { nextVersion } from './next-version.ts';

/**
 * Cuts a release in two commits: the release with its tag, and the commit of the release in the changelog, from which the upgrade
 * test of the next release reads it. Pushes nothing. Run by `npm run release -- <version>`.
 */

const ROOT = join(import.meta.dirname, '../..');
const CHANGELOG = join(ROOT, 'CHANGELOG.md');
const VERSION_FILE = join(ROOT, 'lib/contracts/version.ts');

function run(file: string, ...args: readonly string[]): string {
  return execFileSync(file, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function release(version: string, date: string): void {
  const tag = `v${version}`;
  if (run('git', 'status', '--porcelain') !== '') throw new Error('The checkout has uncommitted changes.');
  if (run('git', 'tag', '--list', tag) !== '') throw new Error(`The tag ${tag} exists already.`);
  const changelog = withRelease(readFileSync(CHANGELOG, 'utf8'), version, date);
  run('npm', 'run', 'build');
  // Compares the unreleased changes with the record of the release before, and replaces that record.
  run('npm', 'run', 'record-release');
  writeFileSync(CHANGELOG, changelog);
  edit(VERSION_FILE, (text) => text.replace(/'[\d.]+'/, `'${version}'`));
  run('npm', 'version', version, '--no-git-tag-version');
  run('git', 'add', '--all');
  run('git', 'commit', '--message', `Release ${version}`);
  run('git', 'tag', tag);

  const commit = run('git', 'rev-parse', '--short=12', 'HEAD');
  edit(CHANGELOG, (text) => withCommit(text, version, date, commit));
  run('git', 'commit', '--all', '--message', `Name the commit of ${version} in the changelog`);
  process.stdout.write(
    `Released ${version} as ${commit}. Run npm test, then push the branch and the tag ${tag}.\n`,
  );
}

try {
  release(nextVersion(process.argv[2]), new Date().toISOString().slice(0, 10));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
