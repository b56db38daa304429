import type { Route } from '../../lib/contracts/http/route.ts';
import type { RotationResponse } from '../../lib/contracts/rotation-command.ts';
import { BLOCKED_REASONS, REMEDIATION } from '../../lib/core/rotation/blocked-reasons.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { type Rejection, rejection, versionMismatchRejection } from '../../lib/http/rejection.ts';
import { isoOf } from '../../lib/http/timestamps.ts';
import { unknownPermission } from './routes/issued-reply.ts';

/** The dependencies of the details: the current time and the allowed permissions. */
type RejectionDeps = Pick<UseCaseDeps, 'clock' | 'profile'>;

type Rejected = Exclude<RotationResponse, { outcome: 'done' }>;

/**
 * The problem of a rejected command, and the next step.
 *
 * @throws Error if the route does not declare the problem, which is an internal error
 */
export function commandRejection<R extends Route>(
  { problems }: R,
  response: Rejected,
  deps: RejectionDeps,
): Rejection<R['problems'][number] | 'unavailable'> {
  const known: readonly (R['problems'][number] | 'unavailable')[] = [...problems, 'unavailable'];
  const { problem: code, ...more } = rejectionOf(response, deps);
  const problem = known.find((each) => each === code);
  if (problem === undefined)
    throw new Error(`The command outcome '${response.outcome}' is not a declared problem of its route`);
  return { problem, ...more };
}

function rejectionOf(response: Rejected, { clock, profile }: RejectionDeps): Rejection {
  switch (response.outcome) {
    case 'unknown-permission':
      return unknownPermission(profile);
    case 'exceeds-role':
      return {
        problem: 'exceeds-role',
        detail:
          'The permissions of the key exceed the role of its owner or of the caller. Only an app-admin can update its readers.',
      };
    case 'version-mismatch':
      return versionMismatchRejection(response);
    case 'overlap-too-short':
    case 'invalid-settings':
      return { problem: response.outcome, detail: response.message };
    case 'rotation-too-frequent':
    case 'replacement-limit-exceeded': {
      const { outcome: problem, allowedAtMs } = response;
      const detail = `Try again at ${isoOf(allowedAtMs)}.`;
      return { problem, detail, retryAfterSeconds: Math.max(1, Math.ceil((allowedAtMs - clock()) / 1000)) };
    }
    default: {
      const blocked = BLOCKED_REASONS.find((each) => each === response.outcome);
      return { ...rejection(response.outcome), ...(blocked && { detail: REMEDIATION[blocked].message }) };
    }
  }
}
