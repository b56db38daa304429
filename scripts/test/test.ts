import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { constants, getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { INTERRUPTED, onInterrupt } from '../local/exit.ts';

const ROOT = join(import.meta.dirname, '../..');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
/** A report for each run, and one of all tests. */
const REPORTS = join(ROOT, '.postern/test-reports');
const REPORT = join(ROOT, '.postern/test-report.json');

/**
 * The runs of Vitest, at the same time. The tests on an emulator run one file at a time and mostly wait. The other tests
 * use the remaining CPU time at a lower priority, so that the deployed functions end within their timeouts.
 */
const RUNS = [
  { projects: ['e2e'], isInBackground: false },
  { projects: ['conformance'], isInBackground: false },
  { projects: ['unit', 'template', 'package', 'dashboard'], isInBackground: true },
];
const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;

const { signal } = onInterrupt();

/** Returns whether all tests passed. Its input is not the terminal, because runs at the same time would share it. */
async function vitest(args: readonly string[], isInBackground = false): Promise<boolean> {
  const child = spawn(process.execPath, [VITEST, 'run', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exit = once(child, 'exit');
  signal.addEventListener('abort', () => child.kill('SIGTERM'));
  // The processes of the tests inherit the priority.
  if (isInBackground && child.pid !== undefined)
    setPriority(child.pid, Math.min(getPriority() + PRIORITY_BELOW_NORMAL, PRIORITY_LOW));
  const [code] = await exit;
  return code === 0;
}

function runProjects({ projects, isInBackground }: (typeof RUNS)[number]): Promise<boolean> {
  const report = join(REPORTS, `${projects.join('-')}.json`);
  const filter = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter', 'default', '--reporter', 'blob', '--outputFile.blob', report];
  return vitest([...filter, ...reporters], isInBackground);
}

/** Prints the failures of all runs again, with the number of tests, and writes one report. */
function mergeReports(): Promise<boolean> {
  const reporters = ['--reporter', 'minimal', '--reporter', 'json', '--outputFile.json', REPORT];
  return vitest([`--merge-reports=${REPORTS}`, ...reporters]);
}

await Promise.all([REPORTS, REPORT].map((place) => rm(place, { recursive: true, force: true })));
const passed = await Promise.all(RUNS.map(runProjects));
if (signal.aborted) process.exitCode = INTERRUPTED;
else process.exitCode = [...passed, await mergeReports()].every(Boolean) ? 0 : 1;
