import type { Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import {
  type TenantName,
  type UpdateTenantWithRetryResult,
  updateTenantWithRetry,
} from './update-tenant-with-retry.ts';

export type SuspendTenantResult = UpdateTenantWithRetryResult<never>;

/**
 * Denies all keys of a tenant from the next request, in a deployment whose decisions read the tenant. Repeating it changes
 * nothing.
 */
export function suspendTenant(
  deps: UseCaseDeps,
  caller: Caller,
  tenantName: TenantName,
): Promise<SuspendTenantResult> {
  return updateTenantWithRetry<never>(deps, caller, tenantName, (tenant) =>
    tenant.status === 'suspended'
      ? 'unchanged'
      : { next: { ...tenant, status: 'suspended' }, action: 'tenant.suspended' },
  );
}
