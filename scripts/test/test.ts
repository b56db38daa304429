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

interface Run {
  readonly projects: readonly string[];
  /** A part of the files, with a deployment of its own. */
  readonly shard?: string;
  readonly isInBackground: boolean;
}

/**
 * The runs of Vitest, at the same time. The tests on an emulator run one file at a time and mostly wait. The other tests
 * use the remaining CPU time at a lower priority, so that the deployed functions end within their timeouts.
 */
const RUNS: readonly Run[] = [
  { projects: ['e2e'], shard: '1/2', isInBackground: false },
  { projects: ['e2e'], shard: '2/2', isInBackground: false },
  { projects: ['conformance'], isInBackground: false },
  { projects: ['unit', 'template', 'package', 'dashboard'], isInBackground: true },
];
const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;

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

function runProjects({ projects, shard, isInBackground }: Run): Promise<boolean> {
  const name = [...projects, ...(shard ? [shard.replace('/', '-of-')] : [])].join('-');
  const filter = [
    ...projects.flatMap((project) => ['--project', project]),
    ...(shard ? ['--shard', shard] : []),
  ];
  const reporters = [
    '--reporter',
    'default',
    '--reporter',
    'blob',
    '--outputFile.blob',
    join(REPORTS, `${name}.json`),
  ];
  return vitest([...filter, ...reporters], isInBackground);
}

/** Prints the failures of all runs again, with the number of tests, and writes one report. */
function mergeReports(): Promise<boolean> {
  const reporters = ['--reporter', 'minimal', '--reporter', 'json', '--outputFile.json', REPORT];
  return vitest([`--merge-reports=${REPORTS}`, ...reporters]);
}

await Promise.all([REPORTS, REPORT].map((place) => rm(place, { recursive: true, force: true })));
// Not earlier: until the runs have started, a signal ends this process.
const { signal } = onInterrupt();
const passed = await Promise.all(RUNS.map(runProjects));
if (!signal.aborted) passed.push(await mergeReports());
process.exitCode = passed.every(Boolean) ? 0 : 1;
if (signal.aborted) process.exitCode = INTERRUPTED;
