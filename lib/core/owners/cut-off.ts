import type { Caller } from '../audit/event.ts';
import { untilSettled } from '../settle.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import type { Owner } from './owner.ts';

export type CutOffOwnerResult =
  | { readonly outcome: 'done'; readonly owner: Owner }
  | { readonly outcome: 'not-found' | 'contended' };

/** Refuses every key bound to this owner from the next request on (MB-07). Repeating it changes nothing. */
export function cutOffOwner(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, id }: { readonly tenant: string; readonly id: string },
): Promise<CutOffOwnerResult> {
  return untilSettled(deps.pause, async () => {
    const before = await deps.store.readOwner(tenant, id);
    if (!before) return { outcome: 'not-found' };
    if (before.status === 'cut-off') return { outcome: 'done', owner: before };

    const owner: Owner = { ...before, status: 'cut-off', version: before.version + 1 };
    const event = auditEvent(deps, caller, {
      action: 'owner.cut-off',
      tenant,
      subject: { kind: 'owner', id },
      before: { ...before },
      after: { ...owner },
    });
    const outcome = await deps.store.commit({ kind: 'update-owner', owner }, event);
    return outcome === 'committed' ? { outcome: 'done', owner } : 'stale';
  });
}
