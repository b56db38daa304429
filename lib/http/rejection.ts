import {
  type Problem,
  type ProblemCode,
  type ProblemOf,
  problemOf,
  type RejectedOutcome,
} from '../contracts/http/problem.ts';
import { etagOf, IF_MATCH_HEADER } from '../contracts/http/route.ts';
import type { VersionMismatch } from '../core/version-mismatch.ts';

/** Why a request is not answered as asked. `detail` and `issues` repeat no text that the caller sent. */
export interface Rejection<Code extends ProblemCode = ProblemCode> {
  readonly problem: Code;
  readonly detail?: string;
  readonly issues?: Problem['issues'];
  /** From when on it may be asked for again, in seconds from now. */
  readonly retryAfterSeconds?: number;
  readonly key?: Problem['key'];
}

/** The rejection of a request whose use case ended without the requested result. */
export function rejection<const Outcome extends RejectedOutcome>(
  outcome: Outcome,
): { readonly problem: ProblemOf<Outcome> } {
  return { problem: problemOf(outcome) };
}

/** The rejection of a change, which may be conditional. */
export function changeRejection<const Outcome extends RejectedOutcome>(
  result: { readonly outcome: Outcome } | VersionMismatch,
) {
  return 'expectedVersion' in result ? versionMismatchRejection(result) : rejection(result.outcome);
}

/** The rejection of a change whose `If-Match` names another version than the stored one. */
export function versionMismatchRejection({ expectedVersion, currentVersion }: VersionMismatch) {
  return {
    problem: 'version-mismatch',
    detail:
      `Expected version ${expectedVersion}, the current version is ${currentVersion}. Read the resource again, ` +
      `check your change against it, then send ${IF_MATCH_HEADER}: ${etagOf(currentVersion)}.`,
  } as const;
}
