import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPython } from '../../scripts/local/python.ts';

const REQUIREMENTS = join(import.meta.dirname, 'cfn-lint-requirements.txt');
const PYTHONS = join(import.meta.dirname, '../../.postern/python');

const run = promisify(execFile);

/** Makes, once for its requirements, a virtual environment that holds cfn-lint, and names the command. */
export async function installCfnLint(): Promise<string> {
  const version = hash('sha256', await readFile(REQUIREMENTS)).slice(0, 12);
  const place = join(PYTHONS, `cfn-lint-${version}`);
  const stamp = join(place, 'complete');
  if (!existsSync(stamp)) {
    await run(await findPython(process.env), ['-m', 'venv', '--clear', place]);
    await run(join(place, 'bin/python'), ['-m', 'pip', 'install', '--no-deps', '-r', REQUIREMENTS]);
    await writeFile(stamp, '');
  }
  return join(place, 'bin/cfn-lint');
}
