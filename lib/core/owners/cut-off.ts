import type { Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { type OwnerName, type OwnerTransitionResult, transitionOwner } from './transition.ts';

export type CutOffOwnerResult = OwnerTransitionResult<never>;

/** Refuses every key bound to this owner from the next request on (MB-07). Repeating it changes nothing. */
export function cutOffOwner(
  deps: UseCaseDeps,
  caller: Caller,
  ownerName: OwnerName,
): Promise<CutOffOwnerResult> {
  return transitionOwner<never>(deps, caller, ownerName, (owner) =>
    owner.status === 'cut-off'
      ? 'unchanged'
      : { next: { ...owner, status: 'cut-off' }, action: 'owner.cut-off' },
  );
}
