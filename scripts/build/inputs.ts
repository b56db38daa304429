import { createHash, hash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const INPUTS = ['{bin,lib,lambdas,scripts/build}/**/*', '{package,package-lock,cdk}.json', 'tsconfig*.json'];

/** Returns a hash over the names and contents of all files that the build reads, and the version of Node.js. */
export async function hashInputs(root: string): Promise<string> {
  const files: string[] = [];
  for await (const entry of glob(INPUTS, { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  const inputs = createHash('sha256').update(process.version);
  for (const file of files.sort()) {
    inputs.update(`\n${relative(root, file)} ${hash('sha256', await readFile(file))}`);
  }
  return inputs.digest('hex');
}
