import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { AdminClient } from '../../../lib/api-client/admin-client.ts';
import type { LocalDeployment } from '../../../lib/contracts/local-deployment.ts';
import { ROOT } from '../../../scripts/local/state-directory.ts';
import { releaseCommit } from '../../../scripts/release/changelog.ts';

const run = promisify(execFile);
const lockfile = z.object({ packages: z.record(z.string(), z.unknown()) });

export interface Release extends AsyncDisposable {
  readonly root: string;
  /** The admin client of the previous release, because a newer client may send fields that it does not accept. */
  adminClient(deployment: LocalDeployment): Promise<AdminClient>;
}

/**
 * Checks out the previous release into a separate folder: the commit that the changelog names, or that of the variable
 * `POSTERN_UPGRADE_FROM`. With other dependencies than this checkout, it gets its own.
 * @returns the reason if there is none, or if this checkout has no complete history
 * @throws Error if the complete history does not contain the commit
 */
export async function previousRelease(): Promise<Release | string> {
  const changelog = await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8');
  const commit = process.env.POSTERN_UPGRADE_FROM ?? releaseCommit(changelog);
  if (!commit) return 'CHANGELOG.md names no commit of a release: upgrades are supported from 0.2.0';
  if (!(await hasCommit(commit))) {
    if (await hasHistory())
      throw new Error(`The history does not contain ${commit}, which CHANGELOG.md names`);
    return `this checkout does not contain ${commit}: run git fetch --unshallow, or clone the complete history`;
  }
  return checkOut(commit);
}

function hasCommit(commit: string): Promise<boolean> {
  return git('cat-file', '-e', `${commit}^{commit}`).then(
    () => true,
    () => false,
  );
}

/** Whether this is a repository with its complete history. */
function hasHistory(): Promise<boolean> {
  return git('rev-parse', '--is-shallow-repository').then(
    ({ stdout }) => stdout.trim() === 'false',
    () => false,
  );
}

async function checkOut(commit: string): Promise<Release> {
  const root = await mkdtemp(join(tmpdir(), 'postern-release-'));
  const archive = join(root, 'release.tar');
  await git('archive', '--output', archive, commit);
  await run('tar', ['-xf', archive, '-C', root]);
  await rm(archive);
  await installDependencies(root);
  return {
    root,
    async adminClient(deployment) {
      const demo: typeof import('../../../scripts/local/demo.ts') = await import(
        join(root, 'scripts/local/demo.ts')
      );
      return demo.adminClient(deployment);
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** Links the dependencies of this checkout if they are the same, because an installation takes half a minute. */
async function installDependencies(root: string): Promise<void> {
  const [theirs, ours] = await Promise.all([dependenciesIn(root), dependenciesIn(ROOT)]);
  if (theirs === ours) await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  else await run('npm', ['ci'], { cwd: root });
}

/** The locked dependencies of a checkout, without the entry of the package itself. */
async function dependenciesIn(root: string): Promise<string> {
  const { packages } = lockfile.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  const { '': _, ...dependencies } = packages;
  return JSON.stringify(dependencies);
}

function git(...args: readonly string[]) {
  return run('git', args, { cwd: ROOT });
}
