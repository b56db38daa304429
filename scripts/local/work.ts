import type { Progress } from './progress.ts';
import type { StateDirectory } from './state-directory.ts';

/** What a whole start works with. */
export interface Start {
  readonly home: StateDirectory;
  /** Aborted when the person interrupts or the emulator crashes, with what to tell as its reason. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** The name of the profile to deploy; undefined for the stage's own. */
  readonly profile?: string | undefined;
}

/** What one step of a start works with. */
export interface Work extends Pick<Start, 'home' | 'signal' | 'profile'> {
  /** Shows a line beside the step that is in progress. */
  readonly say: (line: string) => void;
}
