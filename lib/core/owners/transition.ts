import type { AuditAction, Caller } from '../audit/event.ts';
import { isSameJson } from '../json.ts';
import { untilSettled } from '../settle.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { type VersionMismatch, versionMismatch } from '../version-mismatch.ts';
import { auditableOwner, type Owner } from './owner.ts';

export interface OwnerName {
  readonly tenant: string;
  readonly id: string;
  /** The version that the caller read; the owner is changed whatever its version without it. */
  readonly ifVersion?: number | undefined;
}

/** What one step makes of an owner: the owner to write, nothing to do, or the reason why not. */
export type OwnerStep<Refusal extends string> =
  | { readonly next: Owner; readonly action: AuditAction }
  | 'unchanged'
  | { readonly refused: Refusal };

export type OwnerTransitionResult<Refusal extends string> =
  | { readonly outcome: 'done'; readonly owner: Owner }
  | { readonly outcome: Refusal | 'not-found' | 'contended' }
  | VersionMismatch;

/**
 * Reads an owner, lets `step` decide what becomes of it and commits that together with its event. `step` runs
 * again on what is then stored if somebody wrote in between. A step that changes nothing writes nothing.
 */
export function transitionOwner<Refusal extends string>(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, id, ifVersion }: OwnerName,
  step: (owner: Owner) => OwnerStep<Refusal>,
): Promise<OwnerTransitionResult<Refusal>> {
  return untilSettled<OwnerTransitionResult<Refusal>>(deps.pause, async () => {
    const before = await deps.store.readOwner(tenant, id);
    if (!before) return { outcome: 'not-found' };
    const mismatch = versionMismatch(before.version, ifVersion);
    if (mismatch) return mismatch;
    const result = step(before);
    if (result === 'unchanged') return { outcome: 'done', owner: before };
    if ('refused' in result) return { outcome: result.refused };
    if (isSameJson(auditableOwner(before), auditableOwner(result.next))) {
      return { outcome: 'done', owner: before };
    }

    const owner: Owner = { ...result.next, version: before.version + 1 };
    const event = auditEvent(deps, caller, {
      action: result.action,
      tenant,
      subject: { kind: 'owner', id },
      before: auditableOwner(before),
      after: auditableOwner(owner),
    });
    const outcome = await deps.store.commit({ kind: 'update-owner', owner }, event);
    return outcome === 'committed' ? { outcome: 'done', owner } : 'stale';
  });
}
