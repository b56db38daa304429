import type { Owner } from '../../../../../lib/core/owners/owner.ts';
import { grants, withinRole } from './permissions.ts';
import { type ModelKey, type ModelSession, ownerOf, type State } from './state.ts';

export interface ModelDecision {
  readonly outcome: string;
  readonly permissions?: readonly string[];
  readonly plan?: string | null;
}

/** The decision on a presented value, of a key or of a session. */
export function decide(state: State, id: string, needed: string, nowMs: number): ModelDecision {
  return state.sessions.has(id)
    ? decideOnSession(state, id, needed, nowMs)
    : decideOnKey(state, id, needed, nowMs);
}

/** The decision on a presented key: status, expiry, owner, tenant, permission, in this order. */
function decideOnKey(state: State, id: string, needed: string, nowMs: number): ModelDecision {
  const key = state.keys.get(id);
  if (!key) return { outcome: 'unknown' };
  if (key.status !== 'active') return { outcome: key.status };
  if (isExpired(key, nowMs)) return { outcome: 'expired' };
  return bounded(state, key, key.permissions, needed);
}

/** The same on a session: only a deletion of its key leaves it valid (decision 122). */
function decideOnSession(state: State, id: string, needed: string, nowMs: number): ModelDecision {
  const session = state.sessions.get(id);
  const key = session && state.keys.get(session.key);
  if (!session || !key) return { outcome: 'unknown' };
  if (session.endedAtMs !== null || endsSessions(key, nowMs)) return { outcome: 'session-ended' };
  if (nowMs >= session.expiresAtMs) return { outcome: 'expired' };
  const permissions = session.permissions.filter((each) => grants(key.permissions, each));
  return bounded(state, key, permissions, needed);
}

/** Sessions of a key that are still accepted for some permission, now or once the tenant is resumed. */
export function liveSessions(state: State, key: ModelKey, nowMs: number): readonly ModelSession[] {
  return [...state.sessions.values()].filter((each) => {
    const { outcome } = decideOnSession(state, each.id, 'read', nowMs);
    return each.key === key.id && ACCEPTED.includes(outcome);
  });
}

const ACCEPTED = ['allowed', 'insufficient-permission', 'tenant-suspended'];

/** Whether the state of a key denies its sessions. */
export function endsSessions(key: ModelKey, nowMs: number): boolean {
  if (isExpired(key, nowMs)) return true;
  switch (key.status) {
    case 'active':
      return false;
    case 'disabled':
      return true;
    case 'deleted':
      return key.endSessionsWithKey || key.deletion?.statusBefore === 'disabled';
    case 'revoked':
      return key.revocation?.endSessions !== false;
  }
}

function bounded(state: State, key: ModelKey, permissions: readonly string[], needed: string): ModelDecision {
  const owner: Owner | undefined = ownerOf(state, key.tenant, key.owner);
  const isBound = key.boundBy === 'owner';
  if (isBound && owner?.status !== 'active') return { outcome: 'owner-deactivated' };
  if (state.tenants.get(key.tenant)?.status === 'suspended') return { outcome: 'tenant-suspended' };
  const effective = isBound ? withinRole(permissions, owner?.role) : permissions;
  if (!grants(effective, needed)) return { outcome: 'insufficient-permission' };
  return { outcome: 'allowed', permissions: effective, plan: isBound ? (owner?.plan ?? null) : null };
}

function isExpired({ expiresAtMs }: ModelKey, nowMs: number): boolean {
  return expiresAtMs !== null && nowMs >= expiresAtMs;
}
