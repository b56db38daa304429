import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../scripts/local/home.ts';

const run = promisify(execFile);
const PREVIOUS = 'HEAD~1';

export interface Release extends AsyncDisposable {
  readonly root: string;
}

/**
 * The sources of the commit before this one, in a folder of their own, with our dependencies.
 * @returns undefined where there is no history to take them from
 */
export async function previousRelease(): Promise<Release | undefined> {
  if (!(await isThere(PREVIOUS))) return undefined;
  const root = await mkdtemp(join(tmpdir(), 'postern-release-'));
  const archive = join(root, 'release.tar');
  await run('git', ['archive', '--output', archive, PREVIOUS], { cwd: ROOT });
  await run('tar', ['-xf', archive, '-C', root]);
  await rm(archive);
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

async function isThere(commit: string): Promise<boolean> {
  const found = run('git', ['rev-parse', '--verify', '--quiet', `${commit}^{commit}`], { cwd: ROOT });
  return found.then(
    () => true,
    () => false,
  );
}
