import type { Output } from './console.ts';
import type { Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';

/** What every command works with. */
export interface Cli extends Output, Pick<Surroundings, 'stdin' | 'clock'> {
  /** Finds the deployment that the options name. */
  open(): Promise<Session>;
  /** Ends the run, though nothing failed, with the exit code of a refusal. */
  refuse(): void;
}
