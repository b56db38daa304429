import type { Stage } from '../api-client/stage.ts';
import type { CliContext } from './cli-context.ts';
import type { Connection } from './connection.ts';
import type { Output } from './console.ts';

/** The interface of commands to the CLI. */
export interface Cli extends Output, Pick<CliContext, 'stdin' | 'clock'> {
  /** Finds the deployment that the options select. */
  open(): Promise<Connection>;
  /**
   * Returns the stage that the options select, without a request to it.
   * @param localAlternative for the advice if no stage is selected: how the local deployment does the same
   */
  locate(localAlternative?: string): Promise<Stage>;
  /** Whether prompts are possible: standard input is a terminal and `--json` is not set. */
  canPrompt(): boolean;
  /** Returns a command for the same deployment, ready to paste. */
  command(...words: readonly string[]): string;
  /**
   * Returns the command line of this run with another option, ready to paste; undefined if an argument may be a key value.
   */
  commandLine(option: string): string | undefined;
  /** Sets the exit code of a failure without an error. */
  setFailed(): void;
}
