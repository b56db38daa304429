import type { Output } from './console.ts';
import type { CliContext } from './context.ts';
import type { Session } from './session.ts';

/** What every command works with. */
export interface Cli extends Output, Pick<CliContext, 'stdin' | 'clock'> {
  /** Finds the deployment that the options name. */
  open(): Promise<Session>;
  /** Whether a person can be asked: standard input is a terminal, and the output is not `--json`. */
  canPrompt(): boolean;
  /** Ends the run, though nothing failed, with the exit code of a refusal. */
  setFailed(): void;
}
