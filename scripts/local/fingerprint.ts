import { createHash, hash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { local } from '../../lib/stages/local.ts';

/** The files that determine the deployment. */
const INPUTS = ['{bin,lib,lambdas,scripts/build}/**/*', '{package,package-lock,cdk}.json', 'tsconfig*.json'];

/**
 * Returns a hash over the names and contents of all deployed files, the version of Node.js and the profile (default: the
 * profile of the stage).
 */
export async function fingerprintOf(root: string, profile: string = local.profile): Promise<string> {
  const files: string[] = [];
  for await (const entry of glob(INPUTS, { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  const fingerprint = createHash('sha256').update(`${process.version} ${profile}`);
  for (const file of files.sort()) {
    fingerprint.update(`\n${relative(root, file)} ${hash('sha256', await readFile(file))}`);
  }
  return fingerprint.digest('hex');
}
