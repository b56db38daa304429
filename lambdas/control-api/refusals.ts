import type { ProblemCode } from '../../lib/contracts/http/problem.ts';
import type { ChangeKeyResult } from '../../lib/core/keys/change.ts';
import type { restoreKey } from '../../lib/core/keys/delete.ts';
import type { disableKey } from '../../lib/core/keys/disable.ts';
import type { RenewKeyResult } from '../../lib/core/keys/renew.ts';
import type { ChangeOwnerResult } from '../../lib/core/owners/change.ts';
import type { CreateOwnerResult } from '../../lib/core/owners/create.ts';
import type { DeactivateOwnerResult } from '../../lib/core/owners/deactivate.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import type { EndSessionResult } from '../../lib/core/sessions/end.ts';
import type { CreateTenantResult } from '../../lib/core/tenants/create.ts';
import type { VersionMismatch } from '../../lib/core/version-mismatch.ts';
import { versionMismatchRefusal } from '../../lib/http/version-mismatch.ts';

type Outcome = (
  | CreateTenantResult
  | CreateOwnerResult
  | DeactivateOwnerResult
  | ChangeOwnerResult
  | RenewKeyResult
  | ChangeKeyResult
  | EndSessionResult
  | Awaited<ReturnType<typeof disableKey>>
  | Awaited<ReturnType<typeof restoreKey>>
)['outcome'];

/** Every way in which a use case can end without doing what was asked. */
export type RefusedOutcome = Exclude<Outcome, 'created' | 'issued' | 'done' | 'version-mismatch'>;

const PROBLEM_OF = {
  exists: 'already-exists',
  'no-tenant': 'not-found',
  'no-owner': 'not-found',
  'not-found': 'not-found',
  revoked: 'key-revoked',
  deleted: 'key-deleted',
  'not-restorable': 'not-restorable',
  'key-not-active': 'key-not-active',
  'already-invited': 'already-invited',
  'owner-kind-refused': 'owner-kind-refused',
  'no-person': 'no-person',
  'unknown-plan': 'unknown-plan',
  'owner-deactivated': 'owner-deactivated',
  'exceeds-role': 'exceeds-role',
  'exceeds-lifetime': 'exceeds-lifetime',
  'expiry-not-in-future': 'expiry-not-in-future',
  'unknown-environment': 'unknown-environment',
  'unknown-permission': 'unknown-permission',
  'settings-out-of-bounds': 'settings-out-of-bounds',
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

/** The rejection of a change, which may be conditional. */
export function changeRefusal<const Refused extends RefusedOutcome>(
  result: { readonly outcome: Refused } | VersionMismatch,
) {
  return 'expectedVersion' in result ? versionMismatchRefusal(result) : refusal(result.outcome);
}

/** The refusal of permissions outside a profile's vocabulary, with those that it allows. */
export function unknownPermission({ permissions }: Pick<Profile, 'permissions'>) {
  return { problem: 'unknown-permission', detail: `Allowed: ${(permissions ?? []).join(', ')}.` } as const;
}
