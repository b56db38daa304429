import { beyondRoles } from '../access/permissions.ts';
import type { Caller } from '../audit/event.ts';
import type { JsonObject } from '../json.ts';
import { areKnownPermissions } from '../profiles/vocabulary.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Key } from './key.ts';
import { expiryOf } from './lifetime.ts';
import { type KeyName, type Step, type TransitionResult, transitionKey } from './transition.ts';

/** What may be changed of a key; what is left out stays. */
export interface KeyChange {
  readonly name?: string | null | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly expiresAtMs?: number | null | undefined;
  /** In place of `expiresAtMs`: how long the key lives from this change on. */
  readonly expiresInMs?: number | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly endSessionsWithKey?: boolean | undefined;
}

export type ChangeRefusal =
  | 'revoked'
  | 'deleted'
  | 'expiry-not-in-future'
  | 'exceeds-lifetime'
  | 'exceeds-role'
  | 'unknown-permission';
export type ChangeKeyResult = TransitionResult<ChangeRefusal>;

/** Changes a key's settings; they count from the next request on. A revoked or deleted key stays as it is. */
export function changeKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  change: KeyChange,
): Promise<ChangeKeyResult> {
  return transitionKey<ChangeRefusal>(deps, caller, keyName, (key, nowMs) =>
    keyChangeStep(deps, caller, key, change, nowMs),
  );
}

/** What a change makes of a key: also where it is one commit with others. */
export async function keyChangeStep(
  deps: UseCaseDeps,
  caller: Caller,
  key: Key,
  { expiresInMs, ...asked }: KeyChange,
  nowMs: number,
): Promise<Step<ChangeRefusal>> {
  const change = expiresInMs === undefined ? asked : { ...asked, expiresAtMs: nowMs + expiresInMs };
  if (key.status === 'revoked' || key.status === 'deleted') return { refused: key.status };
  const refused =
    (await expiryRefusal(deps, key, change, nowMs)) ?? (await permissionRefusal(deps, caller, key, change));
  if (refused) return { refused };
  const next = {
    ...key,
    name: change.name === undefined ? key.name : change.name,
    permissions: change.permissions ?? key.permissions,
    expiresAtMs: change.expiresAtMs === undefined ? key.expiresAtMs : change.expiresAtMs,
    metadata: change.metadata ?? key.metadata,
    endSessionsWithKey: change.endSessionsWithKey ?? key.endSessionsWithKey,
  };
  return { next, action: 'key.changed' };
}

async function expiryRefusal(
  { store, profile }: UseCaseDeps,
  { tenant: tenantId, createdAtMs }: Key,
  { expiresAtMs }: KeyChange,
  nowMs: number,
): Promise<ChangeRefusal | undefined> {
  if (expiresAtMs === undefined) return undefined;
  const tenant = (await store.readTenant(tenantId)) ?? { maxKeyLifetimeDays: null };
  const expiry = expiryOf({ profile: profile.lifetime, tenant }, expiresAtMs, { createdAtMs, nowMs });
  return 'refused' in expiry ? expiry.refused : undefined;
}

async function permissionRefusal(
  { store, profile }: UseCaseDeps,
  caller: Caller,
  key: Key,
  { permissions }: KeyChange,
): Promise<ChangeRefusal | undefined> {
  if (!permissions) return undefined;
  if (!areKnownPermissions(permissions, profile)) return 'unknown-permission';
  const owner = await store.readOwner(key.tenant, key.owner);
  const exceeding = beyondRoles(permissions, [owner?.role, caller.role]);
  return exceeding.length > 0 ? 'exceeds-role' : undefined;
}
