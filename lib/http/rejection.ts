import {
  type Problem,
  type ProblemCode,
  type ProblemOf,
  problemOf,
  type RejectedOutcome,
} from '../contracts/http/problem.ts';
import { etagOf, IF_MATCH_HEADER } from '../contracts/http/route.ts';
import type { VersionMismatch } from '../core/version-mismatch.ts';

/** Why a request was rejected. `detail` and `issues` never contain text of the caller. */
export interface Rejection<Code extends ProblemCode = ProblemCode> {
  readonly problem: Code;
  readonly detail?: string;
  readonly issues?: Problem['issues'];
  /** The minimum delay before a retry, in seconds. */
  readonly retryAfterSeconds?: number;
  readonly key?: Problem['key'];
}

/** The next step for problems whose outcome has no further data. */
const NEXT_STEPS: Partial<Record<ProblemCode, string>> = {
  'exceeds-lifetime':
    'Send an earlier expiry. From its creation, a key lives at most lifetime.maxDays of the profile and ' +
    'maxKeyLifetimeDays of the tenant, whichever is shorter.',
  'expiry-not-in-future': 'Send an expiresAt that is later than the current time, or expiresInSeconds.',
  'freeze-not-in-future':
    'Send a rotationFreeze.until that is later than the current time and at most 9999-12-31T23:59:59.999Z, or null to end ' +
    'the freeze.',
  'idempotency-key-reused': 'Send a new Idempotency-Key, or repeat the original request without changes.',
  'key-limit-reached':
    'Revoke or delete a key of the owner that is not in use, or increase maxKeys of the owner or of its plan.',
  'tenant-suspension-disabled':
    'Deploy the stage with tenantSuspension: true, or deactivate the owners of the tenant.',
  'role-not-supported': 'Remove role from the request.',
};

/** The rejection of a request whose use case ended without the requested result. */
export function rejection<const Outcome extends RejectedOutcome>(
  outcome: Outcome,
): { readonly problem: ProblemOf<Outcome>; readonly detail?: string } {
  const problem = problemOf(outcome);
  const detail = NEXT_STEPS[problem];
  return detail === undefined ? { problem } : { problem, detail };
}

/** The rejection of an update, which may be conditional. */
export function changeRejection<const Outcome extends RejectedOutcome>(
  result: { readonly outcome: Outcome } | VersionMismatch,
) {
  return 'expectedVersion' in result ? versionMismatchRejection(result) : rejection(result.outcome);
}

/** The rejection of an update whose `If-Match` does not match the stored version. */
export function versionMismatchRejection({ expectedVersion, currentVersion }: VersionMismatch) {
  return {
    problem: 'version-mismatch',
    detail:
      `Expected version ${expectedVersion}, the current version is ${currentVersion}. Read the resource again, ` +
      `check your update against it, then send ${IF_MATCH_HEADER}: ${etagOf(currentVersion)}.`,
  } as const;
}
