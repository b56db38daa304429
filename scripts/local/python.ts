import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Failure } from './failure.ts';

const MAJOR = 3;
const OLDEST_MINOR = 10;
const ADVICE = 'Install it, or set its path: PYTHON=/path/to/python3 npm start';

/** Also runs on Python 2. */
const PRINT_VERSION = 'import sys; sys.stdout.write("%d.%d" % sys.version_info[:2])';

/**
 * Returns the Python for virtual environments: PYTHON, or the first supported version of python3 and python.
 * @throws Failure with the versions that were found
 */
export async function findPython(environment: NodeJS.ProcessEnv): Promise<string> {
  const candidates = environment.PYTHON ? [environment.PYTHON] : ['python3', 'python'];
  const seen: string[] = [];
  for (const candidate of candidates) {
    const version = await versionOf(candidate, environment);
    if (isNewEnough(version)) return candidate;
    seen.push(version ? `${candidate} is ${version}` : `${candidate} cannot be run`);
  }
  throw new Failure(
    `Python ${MAJOR}.${OLDEST_MINOR} or later is required, but ${seen.join(' and ')}. ${ADVICE}`,
  );
}

function isNewEnough(version = ''): boolean {
  const [major, minor = 0] = version.split('.').map(Number);
  return major === MAJOR && minor >= OLDEST_MINOR;
}

async function versionOf(candidate: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(candidate, ['-c', PRINT_VERSION], { env: environment });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
