import type { Caller } from '../audit/event.ts';
import { type CreateOnceRefusal, createOnce } from '../idempotency/create-once.ts';
import type { CreationToken } from '../idempotency/record.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { type Key, PERMISSIONS_LIMIT, PERMISSIONS_LIMIT_BYTES } from './key.ts';
import { longestDays, MS_PER_DAY } from './lifetime.ts';
import { type MintResult, mintKey } from './mint.ts';

export interface CreateChildInput {
  /** The key that makes it, and what that key may at the moment. */
  readonly parent: Key;
  readonly held: readonly string[];
  readonly name: string | null;
}

export type CreateChildResult =
  | Exclude<MintResult, 'stale'>
  /** A repetition: the key is there, its value was in the first answer alone. */
  | { readonly outcome: 'value-unavailable'; readonly keyId: string }
  | { readonly outcome: CreateOnceRefusal };

/**
 * Issues a key with another one, for the same owner (MI-09, MI-16): it can take that key's place, and is no more than
 * that key in anything. Needs it active in the same transaction; once for each token.
 */
export function createChildKey(
  deps: UseCaseDeps,
  caller: Caller,
  input: CreateChildInput,
  token?: CreationToken,
): Promise<CreateChildResult> {
  return createOnce<CreateChildResult>(deps, token, {
    create: () => create(deps, caller, input, token),
    repeat: async (keyId) => ({ outcome: 'value-unavailable', keyId }),
  });
}

async function create(
  deps: UseCaseDeps,
  caller: Caller,
  { parent, held, name }: CreateChildInput,
  token: CreationToken | undefined,
): Promise<MintResult> {
  const tenant = await deps.store.readTenant(parent.tenant);
  if (!tenant) return { outcome: 'no-owner' };
  const nowMs = deps.clock();
  const longestMs = nowMs + longestDays({ profile: deps.profile.lifetime, tenant }) * MS_PER_DAY;
  const expiresAtMs = Math.min(parent.expiresAtMs ?? Number.POSITIVE_INFINITY, longestMs);
  const child = {
    tenant: parent.tenant,
    owner: parent.owner,
    boundBy: parent.boundBy,
    name,
    environment: parent.environment,
    permissions: permissionsOf(parent, held),
    expiresAtMs: Number.isFinite(expiresAtMs) ? expiresAtMs : null,
    metadata: parent.metadata,
    lineage: { predecessor: null, parent: parent.id },
    endSessionsWithKey: parent.endSessionsWithKey,
  };
  return mintKey(deps, caller, child, { token, nowMs });
}

/**
 * What the parent may at the moment. A role turns each wildcard into several permissions: where those are more than a
 * key can hold, the parent's own are taken, which the same role bounds at each request.
 */
function permissionsOf({ permissions }: Key, held: readonly string[]): readonly string[] {
  const distinct = [...new Set(held)];
  const fits = distinct.length <= PERMISSIONS_LIMIT && distinct.join('').length <= PERMISSIONS_LIMIT_BYTES;
  return fits ? distinct : permissions;
}
