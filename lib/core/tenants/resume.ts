import type { Caller } from '../audit/event.ts';
import type { UseCaseDeps } from '../use-case.ts';
import {
  type TenantName,
  type UpdateTenantWithRetryResult,
  updateTenantWithRetry,
} from './update-tenant-with-retry.ts';

export type ResumeTenantResult = UpdateTenantWithRetryResult<never>;

/**
 * Accepts the keys of a suspended tenant again from the next request, except those that are denied for another reason.
 * Repeating it changes nothing.
 */
export function resumeTenant(
  deps: UseCaseDeps,
  caller: Caller,
  tenantName: TenantName,
): Promise<ResumeTenantResult> {
  return updateTenantWithRetry<never>(deps, caller, tenantName, (tenant) =>
    tenant.status === 'active'
      ? 'unchanged'
      : { next: { ...tenant, status: 'active' }, action: 'tenant.resumed' },
  );
}
