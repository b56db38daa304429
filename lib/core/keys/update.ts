import { permissionsExceedingRole } from '../access/permissions.ts';
import type { Caller } from '../audit/event.ts';
import { isSameJson, type JsonObject } from '../json.ts';
import type { Limit } from '../limits/limit.ts';
import type { Owner } from '../owners/owner.ts';
import { areKnownPermissions } from '../profiles/vocabulary.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Key } from './key.ts';
import { countAgain } from './key-count.ts';
import { expiryOf } from './lifetime.ts';
import { normalizeSettings, settingsOutOfBounds, storedSizeOutOfBounds } from './settings.ts';
import {
  type KeyName,
  type Step,
  type UpdateWithRetryResult,
  updateKeyWithRetry,
} from './update-key-with-retry.ts';

/** The mutable settings of a key; omitted settings do not change. */
export interface KeyUpdate {
  readonly name?: string | null | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly expiresAtMs?: number | null | undefined;
  /** The lifetime from this update in milliseconds, in place of `expiresAtMs`. */
  readonly expiresInMs?: number | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly endSessionsWithKey?: boolean | undefined;
  readonly limits?: readonly Limit[] | undefined;
  readonly allowedAddresses?: readonly string[] | undefined;
}

export type UpdateRejection =
  | 'revoked'
  | 'deleted'
  | 'expiry-not-in-future'
  | 'exceeds-lifetime'
  | 'exceeds-role'
  /** Permissions require an owner, whose role limits them. */
  | 'owner-deactivated'
  | 'unknown-permission'
  | 'settings-out-of-bounds';
export type UpdateKeyResult = UpdateWithRetryResult<UpdateRejection | 'key-limit-reached'>;

/**
 * Updates the settings of a key, effective on the next request. A revoked or deleted key does not change. Requested
 * values that are already stored are not checked again, and an update without changes writes nothing. An expired key needs
 * room for a later expiry.
 */
export function updateKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  change: KeyUpdate,
): Promise<UpdateKeyResult> {
  return updateKeyWithRetry<UpdateRejection | 'key-limit-reached'>(
    deps,
    caller,
    keyName,
    async (key, nowMs) => {
      const step = await keyUpdateStep(deps, caller, key, change, nowMs);
      if (typeof step === 'string' || 'rejected' in step || step.next.expiresAtMs === key.expiresAtMs)
        return step;
      const owner = await deps.store.readOwner(key.tenant, key.owner);
      if (!owner) return step;
      const recount = await countAgain(deps, { before: key, next: step.next, owner }, nowMs);
      if (typeof recount === 'string' || 'rejected' in recount) return recount;
      // The permissions were checked for the owner that the step read, which can be an earlier version.
      const expected = { ...step.expected, owner: step.expected?.owner ?? owner.version };
      return { ...step, ...recount, expected };
    },
  );
}

/** The update step, also used in commits with other changes. */
export async function keyUpdateStep(
  deps: UseCaseDeps,
  caller: Caller,
  key: Key,
  { expiresInMs, ...requested }: KeyUpdate,
  nowMs: number,
): Promise<Step<UpdateRejection>> {
  if (key.status === 'revoked' || key.status === 'deleted') return { rejected: key.status };
  const absolute = expiresInMs === undefined ? requested : { ...requested, expiresAtMs: nowMs + expiresInMs };
  const change = changedSettings(key, normalizeSettings(absolute));
  const outOfBounds = settingsOutOfBounds(change) ?? storedSizeOutOfBounds(key, change);
  if (outOfBounds) return { rejected: outOfBounds.outcome };
  const [tenant, owner] = await Promise.all([
    change.expiresAtMs === undefined ? undefined : deps.store.readTenant(key.tenant),
    change.permissions === undefined ? undefined : deps.store.readOwner(key.tenant, key.owner),
  ]);
  const rejection =
    expiryRejection(deps, key, change, { tenant, nowMs }) ?? permissionRejection(deps, caller, change, owner);
  if (rejection) return { rejected: rejection };
  const expected = { tenant: tenant?.version, owner: owner?.version };
  return { next: { ...key, ...change }, action: 'key.updated', expected };
}

/** The requested settings that differ from the stored ones. */
function changedSettings(
  key: Key,
  change: Omit<KeyUpdate, 'expiresInMs'>,
): { readonly [Name in keyof Omit<KeyUpdate, 'expiresInMs'>]?: Key[Name] } {
  const { name, permissions, expiresAtMs, metadata, endSessionsWithKey, limits, allowedAddresses } = change;
  return {
    ...(name !== undefined && name !== key.name && { name }),
    ...(permissions && !isSameSet(permissions, key.permissions) && { permissions }),
    ...(expiresAtMs !== undefined && expiresAtMs !== key.expiresAtMs && { expiresAtMs }),
    ...(metadata && !isSameJson(metadata, key.metadata) && { metadata }),
    ...(endSessionsWithKey !== undefined && { endSessionsWithKey }),
    ...(limits && !isSameJson(limits, key.limits) && { limits }),
    ...(allowedAddresses && !isSameSet(allowedAddresses, key.allowedAddresses) && { allowedAddresses }),
  };
}

/** The order of permissions and addresses has no meaning, so that another order is not a change. */
function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  const union = new Set([...some, ...others]);
  return union.size === new Set(some).size && union.size === new Set(others).size;
}

function expiryRejection(
  { profile }: UseCaseDeps,
  { createdAtMs }: Key,
  { expiresAtMs }: KeyUpdate,
  { tenant, nowMs }: { readonly tenant: Tenant | undefined; readonly nowMs: number },
): UpdateRejection | undefined {
  if (expiresAtMs === undefined) return undefined;
  const policy = { profile: profile.lifetime, tenant: tenant ?? { maxKeyLifetimeDays: null } };
  const expiry = expiryOf(policy, expiresAtMs, { createdAtMs, nowMs });
  return 'rejected' in expiry ? expiry.rejected : undefined;
}

function permissionRejection(
  { profile }: UseCaseDeps,
  caller: Caller,
  { permissions }: KeyUpdate,
  owner: Owner | undefined,
): UpdateRejection | undefined {
  if (!permissions) return undefined;
  if (!areKnownPermissions(permissions, profile)) return 'unknown-permission';
  if (!owner) return 'owner-deactivated';
  return permissionsExceedingRole(permissions, [owner.role, caller.role]).length > 0
    ? 'exceeds-role'
    : undefined;
}
