import type { Caller } from '../audit/event.ts';
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
  | { readonly outcome: 'exists' | 'no-tenant' };

/** Creates an owner of an existing tenant. */
export async function createOwner(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateOwnerInput,
): Promise<CreateOwnerResult> {
  const owner: Owner = { ...input, status: 'active', createdAtMs: deps.clock(), version: 1 };
  const event = auditEvent(deps, caller, {
    action: 'owner.created',
    tenant: owner.tenant,
    subject: { kind: 'owner', id: owner.id },
    before: null,
    after: { ...owner },
  });
  const outcome = await deps.store.commit({ kind: 'create-owner', owner }, event);
  if (outcome === 'committed') return { outcome: 'created', owner };
  return { outcome: outcome === 'exists' ? 'exists' : 'no-tenant' };
}
