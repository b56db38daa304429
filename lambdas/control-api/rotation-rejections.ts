import type { Route } from '../../lib/contracts/http/route.ts';
import type { RotationResponse } from '../../lib/contracts/rotation-command.ts';
import { BLOCKED_REASONS, REMEDIATION } from '../../lib/core/rotation/blocked-reasons.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { type Rejection, rejection, versionMismatchRejection } from '../../lib/http/rejection.ts';
import { isoOf } from '../../lib/http/timestamps.ts';
import { unknownPermission } from './routes/issued-reply.ts';

/** What tells when and with what a command can be given again. */
type RejectionDeps = Pick<UseCaseDeps, 'clock' | 'profile'>;

type Rejected = Exclude<RotationResponse, { outcome: 'done' }>;

/**
 * The problem that answers a rejected command, and what to do about it.
 *
 * @throws Error if the route declares no such problem: it is then a fault of ours, and answered as one
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
    throw new Error(`a command ended as '${response.outcome}', which its route can't tell`);
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
          'The permissions of the key exceed the role of its owner or of the caller. An app-admin can choose the readers.',
      };
    case 'version-mismatch':
      return versionMismatchRejection(response);
    case 'overlap-too-short':
    case 'invalid-settings':
      return { problem: response.outcome, detail: response.message };
    case 'rotation-too-frequent':
    case 'replacement-limit-exceeded': {
      const { outcome: problem, allowedAtMs } = response;
      const detail = `Allowed again at ${isoOf(allowedAtMs)}.`;
      return { problem, detail, retryAfterSeconds: Math.max(1, Math.ceil((allowedAtMs - clock()) / 1000)) };
    }
    default: {
      const blocked = BLOCKED_REASONS.find((each) => each === response.outcome);
      return { ...rejection(response.outcome), ...(blocked && { detail: REMEDIATION[blocked].message }) };
    }
  }
}
