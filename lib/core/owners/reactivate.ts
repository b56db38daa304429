import type { Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import {
  type OwnerName,
  type UpdateOwnerWithRetryResult,
  updateOwnerWithRetry,
} from './update-owner-with-retry.ts';

export type ReactivateOwnerResult = UpdateOwnerWithRetryResult<never>;

/**
 * Accepts the keys bound to a deactivated owner again from the next request, except those that are revoked, expired or
 * disabled by then. Repeating it changes nothing.
 */
export function reactivateOwner(
  deps: UseCaseDeps,
  caller: Caller,
  ownerName: OwnerName,
): Promise<ReactivateOwnerResult> {
  return updateOwnerWithRetry<never>(deps, caller, ownerName, (owner) =>
    owner.status === 'active'
      ? 'unchanged'
      : { next: { ...owner, status: 'active' }, action: 'owner.reactivated' },
  );
}
