import { beyondRoles } from '../access/permissions.ts';
import type { Caller } from '../audit/event.ts';
import { type CreateOnceRefusal, createOnce } from '../idempotency/create-once.ts';
import type { CreationToken } from '../idempotency/record.ts';
import type { JsonObject } from '../json.ts';
import { areKnownPermissions } from '../profiles/vocabulary.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Key, KeyBinding, Lineage } from './key.ts';
import { expiryOf } from './lifetime.ts';
import { type MintOptions, mintKey } from './mint.ts';

export interface IssueKeyInput {
  readonly tenant: string;
  readonly owner: string;
  readonly boundBy: KeyBinding;
  readonly name: string | null;
  /** The profile's own where it is left out; so are the permissions. */
  readonly environment?: string | undefined;
  readonly permissions?: readonly string[] | undefined;
  /** Null for never; what the profile and the tenant say where it is left out. */
  readonly expiresAtMs?: number | null | undefined;
  /** In place of an expiry: how long the key lives from its creation, in milliseconds. */
  readonly lifetimeMs?: number | undefined;
  readonly metadata: JsonObject;
  readonly endSessionsWithKey: boolean;
  readonly lineage?: Lineage | undefined;
}

export type IssueKeyResult =
  /** The value is here and nowhere else: it can't be read again. */
  | { readonly outcome: 'issued'; readonly key: Key; readonly value: string }
  /** A repetition: the key is there, its value was in the first answer alone. */
  | { readonly outcome: 'value-unavailable'; readonly keyId: string }
  | {
      readonly outcome:
        | 'no-owner'
        | 'owner-cut-off'
        | 'owner-kind-refused'
        | 'expiry-not-in-future'
        | 'exceeds-lifetime'
        | 'unknown-environment'
        /** The profile closes its vocabulary, and a permission is not in it. */
        | 'unknown-permission'
        /** The key that it was to be made with is no longer active. */
        | 'key-not-active';
    }
  | { readonly outcome: CreateOnceRefusal }
  | { readonly outcome: 'exceeds-role'; readonly permissions: readonly string[] };

const NO_LINEAGE: Lineage = { predecessor: null, parent: null };

/**
 * Issues a key to an active owner, with permissions that the roles of the owner (MB-08) and of the caller allow;
 * once for each token.
 */
export function issueKey(
  deps: UseCaseDeps,
  caller: Caller,
  input: IssueKeyInput,
  token?: CreationToken,
): Promise<IssueKeyResult> {
  return createOnce<IssueKeyResult>(deps, token, {
    create: () => issueOnce(deps, caller, input, { token }),
    repeat: async (keyId) => ({ outcome: 'value-unavailable', keyId }),
  });
}

/** One attempt: `stale` where somebody else wrote in between. */
export async function issueOnce(
  deps: UseCaseDeps,
  caller: Caller,
  input: IssueKeyInput,
  options: Omit<MintOptions, 'nowMs'>,
): Promise<IssueKeyResult | 'stale'> {
  const { profile, codecs, store } = deps;
  const { environment = profile.defaultEnvironment, permissions = profile.defaultPermissions } = input;
  const { environments } = codecs.key;
  if (environments.length > 0 && !environments.includes(environment))
    return { outcome: 'unknown-environment' };
  if (!areKnownPermissions(permissions, profile)) return { outcome: 'unknown-permission' };

  const [tenant, owner] = await Promise.all([
    store.readTenant(input.tenant),
    store.readOwner(input.tenant, input.owner),
  ]);
  if (!tenant || !owner) return { outcome: 'no-owner' };
  const nowMs = deps.clock();
  const { lifetimeMs, lineage = NO_LINEAGE, ...asked } = input;
  const askedMs = lifetimeMs === undefined ? asked.expiresAtMs : nowMs + lifetimeMs;
  const expiry = expiryOf({ profile: profile.lifetime, tenant }, askedMs, { createdAtMs: nowMs, nowMs });
  if ('refused' in expiry) return { outcome: expiry.refused };
  if (!profile.owners.includes(owner.kind)) return { outcome: 'owner-kind-refused' };
  const exceeding = beyondRoles(permissions, [owner.role, caller.role]);
  if (exceeding.length > 0) return { outcome: 'exceeds-role', permissions: exceeding };

  const { expiresAtMs } = expiry;
  const settings = { ...asked, environment, permissions, expiresAtMs, lineage };
  return mintKey(deps, caller, settings, { ...options, nowMs });
}
