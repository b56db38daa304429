import type { AuditAction, Caller } from '../../../../../lib/core/audit/event.ts';
import type { RevocationReason } from '../../../../../lib/core/keys/key.ts';
import { endsSessions } from './decisions.ts';
import { type Context, isSame, type ModelKey, record, type State, updated, type Verdict } from './state.ts';

/** A reason can only become more severe. */
const SEVERITY: readonly RevocationReason[] = ['unspecified', 'superseded', 'compromised'];

/** The key of a tenant; a key of another one is not found. */
export function keyOf(
  { keys }: State,
  { key: id, tenant }: { key: string; tenant: string },
): ModelKey | undefined {
  const key = keys.get(id);
  return key?.tenant === tenant ? key : undefined;
}

/** Writes a key, if it changes, with its one event. */
export function writeKey(
  state: State,
  caller: Caller,
  context: Context,
  action: AuditAction,
  [before, settings]: readonly [ModelKey, ModelKey],
  told: object = {},
): Verdict {
  if (isSame(before, settings)) return updated(before);
  const after = { ...settings, version: before.version + 1 };
  state.keys.set(before.id, after);
  record(state, context, caller, action, ['key', before.tenant, before.id], [before, { ...after, ...told }]);
  return updated(after);
}

/** Revokes the keys that were created with a compromised key, and the keys that were created with those. */
export function revokeChildren(state: State, parent: string, caller: Caller, context: Context): void {
  for (const child of [...state.keys.values()].filter(({ lineage }) => lineage.parent === parent)) {
    revoke(state, child, caller, context, { reason: 'compromised', endSessions: true });
    revokeChildren(state, child.id, caller, context);
  }
}

export function revoke(
  state: State,
  key: ModelKey,
  caller: Caller,
  context: Context,
  terms: { readonly reason: RevocationReason; readonly endSessions: boolean },
  told: object = {},
): Verdict {
  const next = revokedOf(key, caller, context, terms);
  return writeKey(state, caller, context, 'key.revoked', [key, next], told);
}

function revokedOf(
  key: ModelKey,
  caller: Caller,
  { nowMs }: Context,
  { reason, endSessions }: { readonly reason: RevocationReason; readonly endSessions: boolean },
): ModelKey {
  const before = key.revocation;
  // A repetition leaves the sessions as they are, also after the expiry of the key.
  const areEnded = before ? before.endSessions !== false : endsSessions(key, nowMs);
  const keeps = !endSessions && reason !== 'compromised' && !areEnded;
  const left = keeps ? ({ endSessions: false } as const) : {};
  if (!before) {
    const revocation = { atMs: nowMs, by: caller.id, reason, ...left };
    return { ...key, status: 'revoked', revocation };
  }
  const isWorse = SEVERITY.indexOf(reason) > SEVERITY.indexOf(before.reason);
  const { endSessions: _left, ...known } = before;
  return { ...key, revocation: { ...known, reason: isWorse ? reason : before.reason, ...left } };
}
