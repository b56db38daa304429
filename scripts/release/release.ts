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
  if (run('git', 'status', '--porcelain') !== '') throw new Error('The checkout has uncommitted changes.');
  run('npm', 'run', 'build');
  edit(CHANGELOG, (text) => withRelease(text, version, date));
  edit(VERSION_FILE, (text) => text.replace(/'[\d.]+'/, `'${version}'`));
  run('npm', 'version', version, '--no-git-tag-version');
  run('npm', 'run', 'record-release');
  run('git', 'add', '--all');
  run('git', 'commit', '--message', `Release ${version}`);
  run('git', 'tag', `v${version}`);

  const commit = run('git', 'rev-parse', '--short=12', 'HEAD');
  edit(CHANGELOG, (text) => withCommit(text, version, date, commit));
  run('git', 'commit', '--all', '--message', `Name the commit of ${version} in the changelog`);
  process.stdout.write(
    `Released ${version} as ${commit}. Run npm test, then push the branch and the tag v${version}.\n`,
  );
}

try {
  release(nextVersion(process.argv[2]), new Date().toISOString().slice(0, 10));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
