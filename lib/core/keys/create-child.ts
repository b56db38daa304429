import { ownerRole } from '../access/decide.ts';
import { effectiveKeyStatus } from '../access/effective-status.ts';
import { requirePermission, satisfies } from '../access/permissions.ts';
import type { Caller } from '../audit/event.ts';
import { type CreateOnceRejection, createOnce } from '../idempotency/create-once.ts';
import type { IdempotencyToken } from '../idempotency/record.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { readBasis, versionsOf } from './basis.ts';
import { derivedAtMs } from './derived-at.ts';
import { inheritedPermissions } from './inherited-permissions.ts';
import { budgetKeyOf } from './key.ts';
import { instantOrNever, MS_PER_DAY, maxLifetimeDays } from './lifetime.ts';
import { type MintResult, mintKey } from './mint.ts';
import { isStillAccepted, type PresentedKey } from './presented.ts';

export interface CreateChildInput {
  /** The key that creates the new key. */
  readonly parent: PresentedKey;
  /** The permission that creating a key requires. */
  readonly requiredPermission: string;
  readonly name: string | null;
}

export type CreateChildResult =
  | Exclude<MintResult, 'version-conflict'>
  /** The creation was repeated: only the first response contains the value. */
  | { readonly outcome: 'value-unavailable'; readonly keyId: string }
  | { readonly outcome: CreateOnceRejection };

/**
 * Issues a key with another key, for the same owner (MI-09, MI-16). The new key never exceeds its parent in permissions
 * or lifetime. The parent, its owner and its tenant are read once, and their versions are conditions of the commit. A
 * token creates one key.
 */
export function createChildKey(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateChildInput,
  token?: IdempotencyToken,
): Promise<CreateChildResult> {
  return createOnce<CreateChildResult>(deps, token, {
    create: () => create(deps, caller, input, token),
    repeat: async (keyId) => ({ outcome: 'value-unavailable', keyId }),
  });
}

async function create(
  deps: UseCaseDeps,
  caller: Caller,
  { parent: presented, requiredPermission, name }: CreateChildInput,
  token: IdempotencyToken | undefined,
): Promise<MintResult> {
  const { tenant, id } = presented;
  const parent = await deps.store.readKey(id);
  if (parent?.tenant !== tenant) return { outcome: 'key-not-active' };
  const basis = await readBasis(deps.store, parent);
  if (!basis) return { outcome: 'owner-not-found' };
  const nowMs = deps.clock();
  if (!isStillAccepted(parent, presented, nowMs)) return { outcome: 'key-not-active' };
  // The decision on this request has read the tenant.
  const status = effectiveKeyStatus(parent, { owner: basis.owner, isSuspended: false }, nowMs);
  if (status === 'owner-deactivated') return { outcome: status };
  if (status !== 'active') return { outcome: 'key-not-active' };
  const roles = { owner: ownerRole(parent, basis.owner), caller: null };
  const inherited = inheritedPermissions(deps.profile, parent, roles);
  if ('rejected' in inherited) return { outcome: 'key-not-active' };
  const { permissions } = inherited;
  if (!satisfies(permissions, requirePermission(requiredPermission))) return { outcome: 'key-not-active' };

  const longestMs =
    nowMs + maxLifetimeDays({ profile: deps.profile.lifetime, tenant: basis.tenant }) * MS_PER_DAY;
  const child = {
    tenant,
    owner: parent.owner,
    boundBy: parent.boundBy,
    name,
    environment: parent.environment,
    permissions,
    expiresAtMs: instantOrNever(Math.min(parent.expiresAtMs ?? Number.POSITIVE_INFINITY, longestMs)),
    metadata: parent.metadata,
    lineage: { predecessor: null, parent: id },
    endSessionsWithKey: parent.endSessionsWithKey,
    limits: parent.limits,
    allowedAddresses: parent.allowedAddresses,
    budgetKey: budgetKeyOf(parent),
  };
  const expected = { ...versionsOf(basis), parent: parent.version };
  return mintKey(deps, caller, child, { token, nowMs: derivedAtMs(parent, nowMs), ...basis, expected });
}
