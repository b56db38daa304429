import { boundedByRole } from '../access/permissions.ts';
import type { Caller } from '../audit/event.ts';
import type { JsonObject } from '../json.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { type KeyName, type TransitionResult, transitionKey } from './transition.ts';

/** What may be changed of a key; what is left out stays. */
export interface KeyChange {
  readonly name?: string | null | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly expiresAtMs?: number | null | undefined;
  readonly metadata?: JsonObject | undefined;
}

type ChangeRefusal = 'revoked' | 'expiry-not-in-future' | 'exceeds-role';
export type ChangeKeyResult = TransitionResult<ChangeRefusal>;

/** Changes a key's settings; they count from the next request on. A revoked key stays as it is. */
export function changeKey(
  deps: UseCaseDeps,
  caller: Caller,
  keyName: KeyName,
  change: KeyChange,
): Promise<ChangeKeyResult> {
  return transitionKey<ChangeRefusal>(deps, caller, keyName, async (key, nowMs) => {
    if (key.status === 'revoked') return { refused: 'revoked' };
    const { expiresAtMs, permissions } = change;
    if (typeof expiresAtMs === 'number' && expiresAtMs <= nowMs) return { refused: 'expiry-not-in-future' };
    if (permissions) {
      const owner = await deps.store.readOwner(key.tenant, key.owner);
      const allowed = boundedByRole(permissions, owner?.role ?? null);
      if (permissions.some((each) => !allowed.includes(each))) return { refused: 'exceeds-role' };
    }
    const next = {
      ...key,
      name: change.name === undefined ? key.name : change.name,
      permissions: permissions ?? key.permissions,
      expiresAtMs: expiresAtMs === undefined ? key.expiresAtMs : expiresAtMs,
      metadata: change.metadata ?? key.metadata,
    };
    return { next, action: 'key.changed' };
  });
}
