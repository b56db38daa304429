import type { Problem, ProblemCode } from '../contracts/http/problem.ts';

/** Why a request is not answered as asked. `detail` and `issues` repeat no text that the caller sent. */
export interface Refusal<Code extends ProblemCode = ProblemCode> {
  readonly problem: Code;
  readonly detail?: string;
  readonly issues?: Problem['issues'];
  /** From when on it may be asked for again, in seconds from now. */
  readonly retryAfterSeconds?: number;
  readonly key?: Problem['key'];
}
