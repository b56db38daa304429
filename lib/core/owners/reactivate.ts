import type { Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import {
  type OwnerName,
  type UpdateOwnerWithRetryResult,
  updateOwnerWithRetry,
} from './update-with-retry.ts';

export type ReactivateOwnerResult = UpdateOwnerWithRetryResult<never>;

/**
 * Accepts every key bound to a deactivated owner again from the next request on, as each of them is by then: revoked,
 * expired and disabled keys stay so. Repeating it changes nothing.
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
