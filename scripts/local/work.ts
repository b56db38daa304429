import type { Progress } from './progress.ts';
import type { StateDirectory } from './state-directory.ts';

/** The context of a start. */
export interface Start {
  readonly home: StateDirectory;
  /** Aborted on interruption or a crash of the emulator; the reason is the error to print. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** The name of the profile to deploy; undefined for the stage's own. */
  readonly profile?: string | undefined;
}

/** The context of one step of a start. */
export interface Work extends Pick<Start, 'home' | 'signal' | 'profile'> {
  /** Shows a line beside the step that is in progress. */
  readonly say: (line: string) => void;
}
