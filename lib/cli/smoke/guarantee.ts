import type { SmokeContext } from './context.ts';

/** A guarantee that a deployment must keep. */
export interface Guarantee {
  /** A short name in lower case, for programs. */
  readonly name: string;
  /** The guarantee as a sentence. */
  readonly states: string;
  /** The next step if it is not seen. */
  readonly advice: string;
  /**
   * Resolves if the guarantee is seen.
   * @throws NotSeenError if it is broken; NotApplicableError if the deployment does not have the feature
   */
  readonly check: (context: SmokeContext) => Promise<void>;
}

/** The deployment behaves differently. */
export class NotSeenError extends Error {
  override readonly name = 'NotSeenError';
}

/** The guarantee cannot be checked on this deployment. */
export class NotApplicableError extends Error {
  override readonly name = 'NotApplicableError';
}

/** @throws NotSeenError if the condition is false */
export function expectSeen(isSeen: boolean, found: string): asserts isSeen {
  if (!isSeen) throw new NotSeenError(found);
}
