// JavaScript that runs on every Node.js version: it reports missing requirements before other scripts run.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const REBUILD = 'npm rebuild node esbuild --ignore-scripts=false';

/** Whether a version is `major.minor` or later. */
function isAtLeast(version, [major, minor]) {
  const [actualMajor, actualMinor] = version.split('.').map(Number);
  return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}

/** Node.js runs TypeScript without a loader from 22.18 and 23.6 on. */
function runsTypeScript(version) {
  return isAtLeast(version, [23, 6]) || (version.startsWith('22.') && isAtLeast(version, [22, 18]));
}

/** The problems of an installation, each with the next step; empty for a complete installation. */
export function findProblems({ root, nodeVersion, pythonVersion }) {
  if (!existsSync(join(root, 'node_modules/aws-cdk'))) {
    return [`The dependencies are not installed in ${root}. Run: npm ci`];
  }
  const problems = [];
  if (!runsTypeScript(nodeVersion) || !existsSync(join(root, 'node_modules/node/bin/node'))) {
    problems.push(
      `The project's own Node.js 24 is missing in node_modules: this is Node.js ${nodeVersion}, and npm ran without ` +
        `install scripts. Run: ${REBUILD}`,
    );
  }
  if (pythonVersion !== undefined && !isAtLeast(pythonVersion, [3, 10])) {
    problems.push(
      `Python 3.10 or later is needed for the emulator; found ${pythonVersion === '0.0' ? 'none' : pythonVersion}. ` +
        'Install it, or set PYTHON=/path/to/python3',
    );
  }
  return problems;
}

/** The version of PYTHON, else the first of python3 and python with a supported version; 0.0 without Python. */
function pythonVersion() {
  const print = 'import sys; sys.stdout.write("%d.%d" % sys.version_info[:2])';
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : ['python3', 'python'];
  const versions = candidates.map((file) => spawnSync(file, ['-c', print], { encoding: 'utf8' }).stdout);
  return (
    versions.find((version) => version && isAtLeast(version, [3, 10])) || versions.find(Boolean) || '0.0'
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const needsPython = process.argv.includes('--python') && !process.env.AWS_ENDPOINT_URL;
  const problems = findProblems({
    root: ROOT,
    nodeVersion: process.versions.node,
    pythonVersion: needsPython ? pythonVersion() : undefined,
  });
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    process.exitCode = 1;
  }
}
