import type { Caller } from '../audit/event.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import type { Tenant } from './tenant.ts';

export type CreateTenantResult =
  | { readonly outcome: 'created'; readonly tenant: Tenant }
  | { readonly outcome: 'exists' };

/** Creates a tenant. An id that was ever taken stays taken. */
export async function createTenant(
  deps: UseCaseDeps,
  caller: Caller,
  input: { readonly id: string; readonly name: string | null },
): Promise<CreateTenantResult> {
  const tenant: Tenant = { ...input, createdAtMs: deps.clock() };
  const event = auditEvent(deps, caller, {
    action: 'tenant.created',
    tenant: tenant.id,
    subject: { kind: 'tenant', id: tenant.id },
    before: null,
    after: { ...tenant },
  });
  const outcome = await deps.store.commit({ kind: 'create-tenant', tenant }, event);
  return outcome === 'committed' ? { outcome: 'created', tenant } : { outcome: 'exists' };
}
