import { dirname, join } from 'node:path';
import { pythonFor } from './python.ts';

/** The command that runs cfn-lint, installed once for its requirements: a Python, and the script for it. */
export async function cfnLintCommand(): Promise<readonly [python: string, script: string]> {
  const python = await pythonFor('cfn-lint-requirements.txt');
  return [python, join(dirname(python), 'cfn-lint')];
}
