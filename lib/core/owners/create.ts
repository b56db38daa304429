import type { Caller } from '../audit/event.ts';
import { type CreateOnceRejection, commitCreation, created, createOnce } from '../idempotency/create-once.ts';
import type { IdempotencyToken } from '../idempotency/record.ts';
import type { Limit } from '../limits/limit.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { auditableOwner, type Owner, type OwnerKind, type Role } from './owner.ts';
import { normalizeOwner, type OwnerOutOfBounds, ownerOutOfBounds } from './settings.ts';
import { isPlan } from './update.ts';

export interface CreateOwnerInput {
  readonly tenant: string;
  readonly id: string;
  readonly name: string | null;
  readonly kind: OwnerKind;
  /** The role of a person; null for applications and accounts. */
  readonly role: Role | null;
  readonly plan: string | null;
  /** Default: null. */
  readonly maxKeys?: number | null | undefined;
  /** The invited e-mail address of a person (MB-09), in lower case; null without an invitation. */
  readonly email: string | null;
  /** Default: none. The same applies to the allowed addresses. */
  readonly limits?: readonly Limit[] | undefined;
  readonly allowedAddresses?: readonly string[] | undefined;
}

export type CreateOwnerResult =
  | { readonly outcome: 'created'; readonly owner: Owner }
  | OwnerOutOfBounds
  | {
      readonly outcome:
        | 'exists'
        | 'tenant-not-found'
        | 'already-invited'
        | 'unknown-plan'
        | CreateOnceRejection;
    };

/** Creates an owner in an existing tenant. A repetition with the same token returns the current owner. */
export function createOwner(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateOwnerInput,
  token?: IdempotencyToken,
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
  token: IdempotencyToken | undefined,
): Promise<CreateOwnerResult | 'version-conflict'> {
  if (!isPlan(deps, input.plan)) return { outcome: 'unknown-plan' };
  const owner: Owner = {
    ...normalizeOwner(input),
    maxKeys: input.maxKeys ?? null,
    limits: input.limits ?? [],
    allowedAddresses: input.allowedAddresses ?? [],
    identity: null,
    status: 'active',
    createdAtMs: deps.clock(),
    version: 1,
  };
  const outOfBounds = ownerOutOfBounds(owner);
  if (outOfBounds) return outOfBounds;
  const { tenant, id } = owner;
  const outcome = await commitCreation(
    deps,
    caller,
    { action: 'owner.created', tenant, subject: { kind: 'owner', id }, after: auditableOwner(owner) },
    token,
    (record) => ({ kind: 'create-owner', owner, record }),
  );
  if (outcome === 'committed') return { outcome: 'created', owner };
  if (outcome === 'version-conflict') return 'version-conflict';
  if (outcome === 'already-invited') return { outcome };
  return { outcome: outcome === 'exists' ? 'exists' : 'tenant-not-found' };
}
