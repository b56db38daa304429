import { createInterface } from 'node:readline';
import type { CliContext } from './context.ts';

/** Waits for Enter; the end of the input counts as one, and so does the wish to end the run. */
export async function pressEnter(stdin: CliContext['stdin'], interruption: AbortSignal): Promise<void> {
  if (interruption.aborted || !stdin.readable) return;
  // Without an output it leaves the terminal as it is: Ctrl-C stays a signal.
  const lines = createInterface({ input: stdin, signal: interruption });
  await lines[Symbol.asyncIterator]().next();
  lines.close();
}
