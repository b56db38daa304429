import type { ProblemCode } from '../../lib/contracts/http/problem.ts';
import type { Route } from '../../lib/contracts/http/route.ts';
import type { CommandRefusal, RotationAnswer } from '../../lib/contracts/rotation-command.ts';
import { ADVICE, TROUBLE_REASONS } from '../../lib/core/rotation/failures.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { isoOf } from '../../lib/http/instants.ts';
import type { Refusal } from '../../lib/http/refusal.ts';
import { versionMismatchRefusal } from '../../lib/http/version-mismatch.ts';
import { unknownPermission } from './refusals.ts';

/** What tells when and with what a command can be given again. */
type RefusalDeps = Pick<UseCaseDeps, 'clock' | 'profile'>;

type Refused = Exclude<RotationAnswer, { outcome: 'done' }>;

/** What is asked for again with a hope, and what somebody has to act on. */
const PROBLEM_OF = {
  'not-found': 'not-found',
  'no-tenant': 'not-found',
  'no-owner': 'not-found',
  'not-managed': 'not-managed',
  'managed-elsewhere': 'managed-elsewhere',
  'owner-kind-refused': 'owner-kind-refused',
  'expiry-not-in-future': 'expiry-not-in-future',
  'exceeds-lifetime': 'exceeds-lifetime',
  'exceeds-role': 'exceeds-role',
  'unknown-environment': 'unknown-environment',
  'unknown-permission': 'unknown-permission',
  'settings-out-of-bounds': 'settings-out-of-bounds',
  'foreign-format': 'foreign-format',
  'idempotency-key-reused': 'idempotency-key-reused',
  'schedule-not-offered': 'schedule-not-offered',
  'key-revoked': 'key-revoked',
  'key-not-active': 'key-not-active',
  'key-expired': 'key-not-active',
  'owner-deactivated': 'owner-deactivated',
  busy: 'rotation-busy',
  paused: 'rotation-paused',
  over: 'rotation-busy',
  abandoned: 'rotation-busy',
  'not-restorable': 'no-previous-value',
  throttled: 'unavailable',
  unreachable: 'unavailable',
  contended: 'unavailable',
  'unsupported-command': 'unavailable',
  'kms-denied': 'rotation-hindered',
  'access-denied': 'rotation-hindered',
  'secret-not-found': 'rotation-hindered',
  'secret-deleted': 'rotation-hindered',
  'too-many-versions': 'rotation-hindered',
  'version-missing': 'rotation-hindered',
  'edited-by-hand': 'rotation-hindered',
  'label-moved-by-hand': 'rotation-hindered',
  'secret-holds-dead-key': 'rotation-hindered',
  'not-accepted': 'rotation-hindered',
  'too-many-credentials': 'rotation-hindered',
  // Of Secrets Manager's own steps alone.
  'not-bound': 'rotation-hindered',
  'not-recorded': 'rotation-hindered',
} as const satisfies Record<CommandRefusal, ProblemCode>;

/**
 * The problem that a refused command is answered with, and what to do about it.
 *
 * @throws Error if the route declares no such problem: it is then a fault of ours, and answered as one
 */
export function commandRefusal<R extends Route>(
  { problems }: R,
  answer: Refused,
  deps: RefusalDeps,
): Refusal<R['problems'][number] | 'unavailable'> {
  const known: readonly (R['problems'][number] | 'unavailable')[] = [...problems, 'unavailable'];
  const { problem: code, ...more } = problemOf(answer, deps);
  const problem = known.find((each) => each === code);
  if (problem === undefined)
    throw new Error(`a command ended as '${answer.outcome}', which its route can't tell`);
  return { problem, ...more };
}

function problemOf(answer: Refused, { clock, profile }: RefusalDeps): Refusal {
  switch (answer.outcome) {
    case 'unknown-permission':
      return unknownPermission(profile);
    case 'exceeds-role':
      return {
        problem: 'exceeds-role',
        detail:
          'The permissions of the key exceed the role of its owner or of the caller. An app-admin can choose the readers.',
      };
    case 'version-mismatch':
      return versionMismatchRefusal(answer);
    case 'overlap-too-short':
    case 'invalid-settings':
      return { problem: answer.outcome, detail: answer.words };
    case 'too-soon':
    case 'too-many-replacements': {
      const { outcome: problem, allowedAtMs } = answer;
      const detail = `Allowed again at ${isoOf(allowedAtMs)}.`;
      return { problem, detail, retryAfterSeconds: Math.max(1, Math.ceil((allowedAtMs - clock()) / 1000)) };
    }
    default: {
      const trouble = TROUBLE_REASONS.find((each) => each === answer.outcome);
      return { problem: PROBLEM_OF[answer.outcome], ...(trouble && { detail: ADVICE[trouble].words }) };
    }
  }
}
