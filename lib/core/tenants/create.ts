import type { Caller } from '../audit/event.ts';
import { type CreateOnceRejection, commitCreation, created, createOnce } from '../idempotency/create-once.ts';
import type { IdempotencyToken } from '../idempotency/record.ts';
import type { UseCaseDeps } from '../use-case.ts';
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
  | { readonly outcome: 'exists' | CreateOnceRejection };

/** Creates a tenant. A repetition with the same token returns the current tenant. IDs are never reused. */
export function createTenant(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateTenantInput,
  token?: IdempotencyToken,
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
  token: IdempotencyToken | undefined,
): Promise<CreateTenantResult | 'version-conflict'> {
  const tenant: Tenant = {
    ...normalizeTenant(input),
    maxValueAgeDays: null,
    rotationFreeze: null,
    status: 'active',
    createdAtMs: deps.clock(),
    version: 1,
  };
  const outOfBounds = tenantOutOfBounds(tenant);
  if (outOfBounds) return outOfBounds;
  const { id } = tenant;
  const outcome = await commitCreation(
    deps,
    caller,
    { action: 'tenant.created', tenant: id, subject: { kind: 'tenant', id }, after: auditableTenant(tenant) },
    token,
    (record) => ({ kind: 'create-tenant', tenant, record }),
  );
  if (outcome === 'committed') return { outcome: 'created', tenant };
  return outcome === 'version-conflict' ? 'version-conflict' : { outcome: 'exists' };
}
