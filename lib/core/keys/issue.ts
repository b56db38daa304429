import { permissionsExceedingRole } from '../access/permissions.ts';
import type { Caller } from '../audit/event.ts';
import { type CreateOnceRejection, createOnce } from '../idempotency/create-once.ts';
import type { IdempotencyToken } from '../idempotency/record.ts';
import type { JsonObject } from '../json.ts';
import type { Limit } from '../limits/limit.ts';
import { areKnownPermissions } from '../profiles/vocabulary.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { type IssueBasis, readBasis, versionsOf } from './basis.ts';
import type { KeyBinding, Lineage } from './key.ts';
import { expiryOf } from './lifetime.ts';
import { type IssuedKey, type MintOptions, mintKey } from './mint.ts';
import type { SettingsOutOfBounds } from './settings.ts';

export interface IssueKeyInput {
  readonly tenant: string;
  readonly owner: string;
  readonly boundBy: KeyBinding;
  readonly name: string | null;
  /** Default: the environment of the profile. The same applies to the permissions. */
  readonly environment?: string | undefined;
  readonly permissions?: readonly string[] | undefined;
  /** Null for never. Default: the lifetime of the profile and the tenant. */
  readonly expiresAtMs?: number | null | undefined;
  /** The lifetime from the creation in milliseconds, in place of an expiry. */
  readonly expiresInMs?: number | undefined;
  readonly metadata: JsonObject;
  readonly endSessionsWithKey: boolean;
  /** Default: none. The same applies to the allowed addresses. */
  readonly limits?: readonly Limit[] | undefined;
  readonly allowedAddresses?: readonly string[] | undefined;
}

export type IssueKeyResult =
  | IssuedKey
  /** The creation was repeated: only the first response contains the value. */
  | { readonly outcome: 'value-unavailable'; readonly keyId: string }
  | {
      readonly outcome:
        | 'owner-not-found'
        | 'owner-deactivated'
        | 'owner-kind-not-allowed'
        | 'expiry-not-in-future'
        | 'exceeds-lifetime'
        | 'unknown-environment'
        /** The profile has a fixed vocabulary that does not contain a permission. */
        | 'unknown-permission'
        | 'key-not-active'
        /** The owner has its maximum number of keys. */
        | 'key-limit-reached';
    }
  | SettingsOutOfBounds
  | { readonly outcome: CreateOnceRejection }
  | { readonly outcome: 'exceeds-role'; readonly permissions: readonly string[] };

const NO_LINEAGE: Lineage = { predecessor: null, parent: null };

/**
 * Issues a key to an active owner, with permissions that the roles of the owner (MB-08) and of the caller allow. A
 * token creates one key.
 */
export function issueKey(
  deps: UseCaseDeps,
  caller: Caller,
  input: IssueKeyInput,
  token?: IdempotencyToken,
): Promise<IssueKeyResult> {
  return createOnce<IssueKeyResult>(deps, token, {
    create: () => issueOnce(deps, caller, input, { token }),
    repeat: async (keyId) => ({ outcome: 'value-unavailable', keyId }),
  });
}

/** One attempt; `version-conflict` after a concurrent write. */
export async function issueOnce(
  deps: UseCaseDeps,
  caller: Caller,
  input: IssueKeyInput,
  options: Omit<MintOptions, 'nowMs' | 'tenant' | 'owner' | 'expected'>,
): Promise<IssueKeyResult | 'version-conflict'> {
  const { profile } = deps;
  const basis = await readBasis(deps.store, input);
  const { environment = profile.defaultEnvironment, permissions = profile.defaultPermissions } = input;
  const { limits = [], allowedAddresses = [] } = input;
  const rejection = issueRejection(deps, environment, basis);
  if (rejection) return { outcome: rejection };
  if (!basis) return { outcome: 'owner-not-found' };
  if (!areKnownPermissions(permissions, profile)) return { outcome: 'unknown-permission' };

  const nowMs = deps.clock();
  const { expiresInMs, ...requested } = input;
  const requestedExpiryMs = expiresInMs === undefined ? requested.expiresAtMs : nowMs + expiresInMs;
  const policy = { profile: profile.lifetime, tenant: basis.tenant };
  const expiry = expiryOf(policy, requestedExpiryMs, { createdAtMs: nowMs, nowMs });
  if ('rejected' in expiry) return { outcome: expiry.rejected };
  const exceeding = permissionsExceedingRole(permissions, [basis.owner.role, caller.role]);
  if (exceeding.length > 0) return { outcome: 'exceeds-role', permissions: exceeding };

  const { expiresAtMs } = expiry;
  const access = { permissions, limits, allowedAddresses };
  const settings = { ...requested, ...access, environment, expiresAtMs, lineage: NO_LINEAGE };
  return mintKey(deps, caller, settings, { ...options, nowMs, ...basis, expected: versionsOf(basis) });
}

/** The reason why the owner cannot have a key in this environment, independent of the other settings. */
export function issueRejection(
  { profile, codecs }: UseCaseDeps,
  environment: string,
  basis: IssueBasis | undefined,
): 'unknown-environment' | 'owner-not-found' | 'owner-deactivated' | 'owner-kind-not-allowed' | undefined {
  const { environments } = codecs.key;
  if (environments.length > 0 && !environments.includes(environment)) return 'unknown-environment';
  if (!basis) return 'owner-not-found';
  if (basis.owner.status !== 'active') return 'owner-deactivated';
  return profile.owners.includes(basis.owner.kind) ? undefined : 'owner-kind-not-allowed';
}
