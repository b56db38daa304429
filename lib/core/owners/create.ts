import type { Caller } from '../audit/event.ts';
import { type CreateOnceRefusal, created, createOnce } from '../idempotency/create-once.ts';
import { type CreationToken, recordOf } from '../idempotency/record.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import type { Owner, OwnerKind, Role } from './owner.ts';

export interface CreateOwnerInput {
  readonly tenant: string;
  readonly id: string;
  readonly name: string | null;
  readonly kind: OwnerKind;
  /** Of a person; null for applications and accounts. */
  readonly role: Role | null;
}

export type CreateOwnerResult =
  | { readonly outcome: 'created'; readonly owner: Owner }
  | { readonly outcome: 'exists' | 'no-tenant' | CreateOnceRefusal };

/** Creates an owner of an existing tenant; a repetition of the token answers with it as it is now. */
export function createOwner(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateOwnerInput,
  token?: CreationToken,
): Promise<CreateOwnerResult> {
  return createOnce<CreateOwnerResult>(deps, token, {
    create: () => create(deps, caller, input, token),
    repeat: async (id) => ({
      outcome: 'created',
      owner: created(await deps.store.readOwner(input.tenant, id)),
    }),
  });
}

async function create(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateOwnerInput,
  token: CreationToken | undefined,
): Promise<CreateOwnerResult | 'stale'> {
  const owner: Owner = { ...input, status: 'active', createdAtMs: deps.clock(), version: 1 };
  const event = auditEvent(deps, caller, {
    action: 'owner.created',
    tenant: owner.tenant,
    subject: { kind: 'owner', id: owner.id },
    before: null,
    after: { ...owner },
  });
  const record = recordOf(token, event);
  const outcome = await deps.store.commit({ kind: 'create-owner', owner, record }, event);
  if (outcome === 'committed') return { outcome: 'created', owner };
  if (outcome === 'stale') return 'stale';
  return { outcome: outcome === 'exists' ? 'exists' : 'no-tenant' };
}
