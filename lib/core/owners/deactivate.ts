import type { Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import {
  type OwnerName,
  type UpdateOwnerWithRetryResult,
  updateOwnerWithRetry,
} from './update-owner-with-retry.ts';

export type DeactivateOwnerResult = UpdateOwnerWithRetryResult<never>;

/** Denies every key bound to this owner from the next request (MB-07). Repeating it changes nothing. */
export function deactivateOwner(
  deps: UseCaseDeps,
  caller: Caller,
  ownerName: OwnerName,
): Promise<DeactivateOwnerResult> {
  return updateOwnerWithRetry<never>(deps, caller, ownerName, (owner) =>
    owner.status === 'deactivated'
      ? 'unchanged'
      : { next: { ...owner, status: 'deactivated' }, action: 'owner.deactivated' },
  );
}
