import type { Caller } from '../audit/event.ts';
import { type Step, type UpdateResult, updateWithRetry } from '../update-with-retry.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { auditableTenant, type Tenant } from './tenant.ts';

export interface TenantName {
  readonly id: string;
  /** The version that the caller read; undefined updates any version. */
  readonly ifVersion?: number | undefined;
}

export type UpdateTenantWithRetryResult<Rejection extends string> = UpdateResult<
  Rejection,
  { readonly outcome: 'done'; readonly tenant: Tenant }
>;

export function updateTenantWithRetry<Rejection extends string>(
  deps: UseCaseDeps,
  caller: Caller,
  { id, ifVersion }: TenantName,
  step: (tenant: Tenant, nowMs: number) => Step<Tenant, Rejection>,
): Promise<UpdateTenantWithRetryResult<Rejection>> {
  const resource = {
    ...({ tenant: id, subject: { kind: 'tenant', id }, audited: auditableTenant } as const),
    read: () => deps.store.readTenant(id),
    change: (tenant: Tenant) => ({ kind: 'update-tenant', tenant }) as const,
    done: (tenant: Tenant) => ({ outcome: 'done', tenant }) as const,
  };
  return updateWithRetry(deps, caller, resource, ifVersion, step);
}
