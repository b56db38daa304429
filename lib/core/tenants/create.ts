import type { Caller } from '../audit/event.ts';
import { type CreateOnceRefusal, created, createOnce } from '../idempotency/create-once.ts';
import { type CreationToken, recordOf } from '../idempotency/record.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { normalizeTenant, type TenantOutOfBounds, tenantOutOfBounds } from './settings.ts';
import { auditableTenant, type Tenant } from './tenant.ts';

export interface CreateTenantInput {
  readonly id: string;
  readonly name: string | null;
  readonly maxKeyLifetimeDays: number | null;
}

export type CreateTenantResult =
  | { readonly outcome: 'created'; readonly tenant: Tenant }
  | TenantOutOfBounds
  | { readonly outcome: 'exists' | CreateOnceRefusal };

/** Creates a tenant; a repetition of the token answers with it as it is now. An id that was ever taken stays taken. */
export function createTenant(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateTenantInput,
  token?: CreationToken,
): Promise<CreateTenantResult> {
  return createOnce<CreateTenantResult>(deps, token, {
    create: () => create(deps, caller, input, token),
    repeat: async (id) => ({ outcome: 'created', tenant: created(await deps.store.readTenant(id)) }),
  });
}

async function create(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateTenantInput,
  token: CreationToken | undefined,
): Promise<CreateTenantResult | 'stale'> {
  const tenant: Tenant = {
    ...normalizeTenant(input),
    maxValueAgeDays: null,
    rotationFreeze: null,
    createdAtMs: deps.clock(),
    version: 1,
  };
  const outOfBounds = tenantOutOfBounds(tenant);
  if (outOfBounds) return outOfBounds;
  const event = auditEvent(deps, caller, {
    action: 'tenant.created',
    tenant: tenant.id,
    subject: { kind: 'tenant', id: tenant.id },
    before: null,
    after: auditableTenant(tenant),
  });
  const record = recordOf(token, event);
  const outcome = await deps.store.commit({ kind: 'create-tenant', tenant, record }, event);
  if (outcome === 'committed') return { outcome: 'created', tenant };
  return outcome === 'stale' ? 'stale' : { outcome: 'exists' };
}
