import { digestSessionSecret, sameDigest } from '../keys/digest.ts';
import type { Key } from '../keys/key.ts';
import { isForSessions, type Session } from '../sessions/session.ts';
import { type Decision, type DecisionInput, isElsewhere, planOver, roleOver } from './decide.ts';
import { effectiveSessionStatus } from './effective-status.ts';
import { boundedByRole, need, satisfies } from './permissions.ts';

export interface SessionDecisionInput extends DecisionInput {
  readonly session: Session | undefined;
}

/**
 * Decides on a session in place of its key. Pure, in the order of `decide()`. Its permissions are those of the
 * session that its key still has, within the owner's role.
 */
export function decideOnSession(input: SessionDecisionInput): Decision {
  const { presented, session, key, owner, tenant, requirement, nowMs } = input;
  if (!session || !key) return { outcome: 'unknown' };
  const digest = digestSessionSecret(presented.keyId, presented.secret);
  if (!sameDigest(session.digest, digest)) return { outcome: 'unknown', key };

  const generation = null;
  if (isElsewhere(tenant, session)) return { outcome: 'wrong-tenant', key, generation };
  const status = effectiveSessionStatus(session, key, owner, nowMs);
  if (status === 'owner-deactivated') return { outcome: 'owner-deactivated', key, generation };
  if (status !== 'active') return { outcome: status, key, generation };

  const permissions = boundedByRole(permissionsOf(session, key), roleOver(key, owner));
  if (!satisfies(permissions, requirement)) return { outcome: 'insufficient-permission', key, generation };
  return { outcome: 'allowed', key, generation, permissions, plan: planOver(key, owner), session };
}

function permissionsOf(session: Session, key: Key): readonly string[] {
  return session.permissions.filter(
    (permission) => isForSessions(permission) && satisfies(key.permissions, need(permission)),
  );
}
