import type { ProblemCode } from '../../lib/contracts/http/problem.ts';
import type { ChangeKeyResult } from '../../lib/core/keys/change.ts';
import type { IssueKeyResult } from '../../lib/core/keys/issue.ts';
import type { TransitionResult } from '../../lib/core/keys/transition.ts';
import type { CreateOwnerResult } from '../../lib/core/owners/create.ts';
import type { CutOffOwnerResult } from '../../lib/core/owners/cut-off.ts';
import type { CreateTenantResult } from '../../lib/core/tenants/create.ts';

type Outcome = (
  | CreateTenantResult
  | CreateOwnerResult
  | CutOffOwnerResult
  | IssueKeyResult
  | ChangeKeyResult
  | TransitionResult<'revoked'>
)['outcome'];

/** Every way in which a use case can end without doing what was asked. */
export type RefusedOutcome = Exclude<Outcome, 'created' | 'issued' | 'done'>;

const PROBLEM_OF = {
  exists: 'already-exists',
  'no-tenant': 'not-found',
  'no-owner': 'not-found',
  'not-found': 'not-found',
  revoked: 'key-revoked',
  'owner-cut-off': 'owner-cut-off',
  'exceeds-role': 'exceeds-role',
  'expiry-not-in-future': 'expiry-not-in-future',
  'unknown-environment': 'unknown-environment',
  'value-unavailable': 'value-unavailable',
  'idempotency-key-reused': 'idempotency-key-reused',
  contended: 'unavailable',
} as const satisfies Record<RefusedOutcome, ProblemCode>;

/** The problem that a refused use case is answered with. */
export function refusal<const Refused extends RefusedOutcome>(
  outcome: Refused,
): { readonly problem: (typeof PROBLEM_OF)[Refused] } {
  return { problem: PROBLEM_OF[outcome] };
}
