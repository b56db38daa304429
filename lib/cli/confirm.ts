import { createInterface } from 'node:readline';
import { couldBeSecret } from '../contracts/masked.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './usage-error.ts';

/** A confirmation prompt. */
export interface Question {
  /** For example `Permanently revoke these 3 keys?` */
  readonly text: string;
  /** The text to type; specific to the operation, so that a habitual `y` does not confirm it. */
  readonly answer: string;
  /** Printed for any other answer: `Canceled. No key was revoked.` */
  readonly cancellation: string;
  /** Whether `--yes` confirms it. */
  readonly yes: boolean;
}

/**
 * Returns whether the user confirms. Otherwise prints the message of `cancellation`, and sets the exit code of a failure.
 *
 * @throws UsageError if standard input is not a terminal, or with `--json`
 */
export async function confirm(cli: Cli, { text, answer, cancellation, yes }: Question): Promise<boolean> {
  // A key value that was passed instead of an ID is not repeated.
  const shown = (message: string) =>
    couldBeSecret(answer) ? message.replaceAll(answer, `<masked: ${answer.length} characters>`) : message;
  const question = shown(text);
  if (!yes && !cli.canPrompt()) {
    const reason = cli.stdin.isTTY ? '--json does not prompt' : 'stdin is not a terminal';
    throw new UsageError(
      `Confirmation required, but ${reason}: ${question}`,
      `To confirm, run: ${cli.commandLine('--yes') ?? 'the same command with --yes'}`,
    );
  }
  if (yes) return true;
  await cli.prompt(`${question} Type ${couldBeSecret(answer) ? 'it' : answer} to confirm:`);
  const lines = createInterface({ input: cli.stdin });
  const { value } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  if (value?.trim() === answer) return true;
  await cli.info(cancellation);
  cli.setFailed();
  return false;
}
