import { appendFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { DISK_FULL } from './disk-full.ts';
import { isCode } from './error-code.ts';
import { Failure, Interrupted } from './failure.ts';
import type { StateDirectory } from './state-directory.ts';

const FAILED = 1;
const INTERRUPTED = 130;

/** Aborts when the person asks this process to stop, however often and in whatever way. */
export function onInterrupt(): AbortController {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interrupt.abort(new Interrupted()));
  }
  return interrupt;
}

/** Tells in one line why the process ends before it did what it should, and sets its exit code. */
export async function exitWith(error: unknown, home: StateDirectory): Promise<void> {
  if (error instanceof Interrupted) {
    process.exitCode = INTERRUPTED;
    process.stderr.write('\nInterrupted: everything that was started is stopped.\n');
    return;
  }
  process.exitCode = FAILED;
  if (error instanceof Failure) {
    process.stderr.write(`\n${error.message}\n`);
    return;
  }
  if (isCode(error, 'ENOSPC')) {
    process.stderr.write(`\n${DISK_FULL}; free some space, then start again\n`);
    return;
  }
  await appendFile(home.log, `${inspect(error)}\n`);
  process.stderr.write(`\nfailed unexpectedly: ${String(error)}; the details are in ${home.log}\n`);
}
