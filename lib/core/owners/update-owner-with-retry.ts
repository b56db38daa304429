import type { Caller } from '../audit/event.ts';
import { type Step, type UpdateResult, updateWithRetry } from '../update-with-retry.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { auditableOwner, type Owner } from './owner.ts';

export interface OwnerName {
  readonly tenant: string;
  readonly id: string;
  /** The version that the caller read; undefined updates any version. */
  readonly ifVersion?: number | undefined;
}

export type UpdateOwnerWithRetryResult<Rejection extends string> = UpdateResult<
  Rejection,
  { readonly outcome: 'done'; readonly owner: Owner }
>;

export function updateOwnerWithRetry<Rejection extends string>(
  deps: UseCaseDeps,
  caller: Caller,
  { tenant, id, ifVersion }: OwnerName,
  step: (owner: Owner) => Step<Owner, Rejection>,
): Promise<UpdateOwnerWithRetryResult<Rejection>> {
  const resource = {
    ...({ tenant, subject: { kind: 'owner', id }, audited: auditableOwner } as const),
    read: () => deps.store.readOwner(tenant, id),
    change: (owner: Owner) => ({ kind: 'update-owner', owner }) as const,
    done: (owner: Owner) => ({ outcome: 'done', owner }) as const,
  };
  return updateWithRetry(deps, caller, resource, ifVersion, step);
}
