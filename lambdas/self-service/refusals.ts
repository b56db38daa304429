import type { Profile } from '../../lib/core/profiles/profile.ts';
import { faceReply } from '../../lib/http/reply.ts';

type Outcome = 'not-found' | 'idempotency-key-reused' | 'settings-out-of-bounds' | 'contended';

const PROBLEM_OF = {
  'not-found': 'not-found',
  'idempotency-key-reused': 'idempotency-key-reused',
  'settings-out-of-bounds': 'settings-out-of-bounds',
  contended: 'unavailable',
} as const satisfies Record<Outcome, string>;

/** The problem that a refused use case is answered with. */
export function refusal<const Refused extends Outcome>(
  outcome: Refused,
): { readonly problem: (typeof PROBLEM_OF)[Refused] } {
  return { problem: PROBLEM_OF[outcome] };
}

/** What is answered whose value can't be told again, with the id by which it can be ended. */
export function valueUnavailable(id: string) {
  return { problem: 'value-unavailable', detail: `Its id is ${id}.` } as const;
}

/** A key that ended while its request was under way is answered as it will be from now on. */
export function noLongerAccepted({ refusals }: Profile) {
  return { refused: faceReply(refusals.revoked) };
}
