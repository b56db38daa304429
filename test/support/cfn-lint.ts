import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stateDirectoryIn } from '../../scripts/local/state-directory.ts';
import { pythonWith } from '../../scripts/local/virtual-environment.ts';

const REQUIREMENTS = join(import.meta.dirname, 'cfn-lint-requirements.txt');

/** The command that runs cfn-lint, installed once for its requirements: a Python, and the script for it. */
export async function cfnLintCommand(): Promise<readonly [python: string, script: string]> {
  const home = stateDirectoryIn();
  await mkdir(home.directory, { recursive: true });
  const work = { home, signal: AbortSignal.timeout(100_000), say: () => {} };
  const python = await pythonWith(REQUIREMENTS, work);
  return [python, join(dirname(python), 'cfn-lint')];
}
