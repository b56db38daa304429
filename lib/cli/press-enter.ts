import { createInterface } from 'node:readline';
import type { CliContext } from './cli-context.ts';

/** Waits for Enter, the end of the input or the interruption. */
export async function pressEnter(stdin: CliContext['stdin'], interruption: AbortSignal): Promise<void> {
  if (interruption.aborted || !stdin.readable) return;
  // Without an output, readline does not change the terminal mode: Ctrl-C still sends a signal.
  const lines = createInterface({ input: stdin, signal: interruption });
  await lines[Symbol.asyncIterator]().next();
  lines.close();
}
