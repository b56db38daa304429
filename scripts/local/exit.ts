import { appendFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { DISK_FULL } from './disk-full.ts';
import { isCode } from './error-code.ts';
import { Failure, Interrupted } from './failure.ts';
import type { StateDirectory } from './state-directory.ts';

const FAILED = 1;
/** The exit code after SIGINT. */
export const INTERRUPTED = 130;

/** Returns a controller that aborts on SIGINT, SIGTERM or SIGHUP, also if a signal is repeated. */
export function onInterrupt(): AbortController {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interrupt.abort(new Interrupted()));
  }
  return interrupt;
}

/** Prints why the process ends early, and sets the exit code. */
export async function exitWith(error: unknown, home: StateDirectory): Promise<void> {
  if (error instanceof Interrupted) {
    process.exitCode = INTERRUPTED;
    process.stderr.write('\nInterrupted. All started processes are stopped.\n');
    return;
  }
  process.exitCode = FAILED;
  if (error instanceof Failure) {
    process.stderr.write(`\n${error.message}\n`);
    return;
  }
  if (isCode(error, 'ENOSPC')) {
    process.stderr.write(`\n${DISK_FULL}. Free some space, then start again.\n`);
    return;
  }
  await appendFile(home.log, `${inspect(error)}\n`);
  process.stderr.write(`\nUnexpected error: ${String(error)}. Details: ${home.log}\n`);
}
