import { digestSessionSecret, sameDigest } from '../keys/digest.ts';
import type { Key } from '../keys/key.ts';
import { isForSessions, type Session } from '../sessions/session.ts';
import {
  areAddressesAllowed,
  type Decision,
  type DecisionInput,
  isOtherTenant,
  ownerAccess,
  ownerRole,
} from './decide.ts';
import { effectiveSessionStatus } from './effective-status.ts';
import { limitToRole, requirePermission, satisfies } from './permissions.ts';

export interface SessionDecisionInput extends DecisionInput {
  readonly session: Session | undefined;
}

/**
 * Decides on a session in place of its key. Pure, in the order of `decide()`. The permissions are those of the session
 * that its key still has, within the owner's role.
 */
export function decideOnSession(input: SessionDecisionInput): Decision {
  const { presented, session, key, owner, tenant, requirement, nowMs } = input;
  if (!session || !key) return { outcome: 'unknown' };
  const digest = digestSessionSecret(presented.keyId, presented.secret);
  if (!sameDigest(session.digest, digest)) return { outcome: 'unknown', key };

  const generation = null;
  if (isOtherTenant(tenant, session)) return { outcome: 'wrong-tenant', key, generation };
  const status = effectiveSessionStatus(session, key, input, nowMs);
  if (status === 'ended') return { outcome: 'session-ended', key, generation };
  if (status !== 'active') return { outcome: status, key, generation };

  if (!areAddressesAllowed(key, owner, input.sourceAddress))
    return { outcome: 'ip-not-allowed', key, generation };
  const permissions = limitToRole(permissionsOf(session, key), ownerRole(key, owner));
  if (!satisfies(permissions, requirement)) return { outcome: 'insufficient-permission', key, generation };
  return { outcome: 'allowed', key, generation, permissions, ...ownerAccess(key, owner), session };
}

function permissionsOf(session: Session, key: Key): readonly string[] {
  return session.permissions.filter(
    (permission) => isForSessions(permission) && satisfies(key.permissions, requirePermission(permission)),
  );
}
