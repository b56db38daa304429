import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AdminClient } from '../../../lib/api-client/admin-client.ts';
import type { LocalDeployment } from '../../../lib/contracts/local-deployment.ts';
import { ROOT } from '../../../scripts/local/state-directory.ts';

const run = promisify(execFile);

export interface Release extends AsyncDisposable {
  readonly root: string;
  /** The admin client of the previous release, because a newer client may send fields that it does not accept. */
  adminClient(deployment: LocalDeployment): Promise<AdminClient>;
}

/**
 * The commit of the newest release that the CHANGELOG names, as in `## 0.2.0 (2026-12-31, commit 0123abcd)`.
 * @returns undefined before 0.2.0, the first release that supports upgrades
 */
export function releaseCommit(changelog: string): string | undefined {
  return /^## \d+\.\d+\.\d+ \(.*\bcommit ([0-9a-f]{7,40})\)$/m.exec(changelog)?.[1];
}

/**
 * Checks out the previous release into a separate folder, with the dependencies of this checkout.
 * @returns undefined if the CHANGELOG contains no commit of a release
 * @throws Error if the checkout does not have that commit
 */
export async function previousRelease(): Promise<Release | undefined> {
  const commit = releaseCommit(await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8'));
  if (!commit) return undefined;
  const root = await mkdtemp(join(tmpdir(), 'postern-release-'));
  const archive = join(root, 'release.tar');
  await run('git', ['archive', '--output', archive, commit], { cwd: ROOT });
  await run('tar', ['-xf', archive, '-C', root]);
  await rm(archive);
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
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
