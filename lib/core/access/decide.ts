import { digestSecret, sameDigest } from '../keys/digest.ts';
import type { ParsedValue } from '../keys/format.ts';
import type { Credential, Key } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import type { Session } from '../sessions/session.ts';
import { effectiveKeyStatus } from './effective-status.ts';
import type { DenialOutcome } from './outcomes.ts';
import { limitToRole, type Requirement, satisfies } from './permissions.ts';

/** What a request was found to be allowed, or why not. Data: surfaces turn it into their own answers. */
export type Decision = Allowed | Denied;

export interface Allowed {
  readonly outcome: 'allowed';
  readonly key: Key;
  /** Which of the key's credentials was presented; null where a session was, which any of them may have made. */
  readonly generation: number | null;
  /** What the key may do for its owner as the owner is now. */
  readonly permissions: readonly string[];
  /** The name of the owner's plan as it is now; null where there is none or the key is not bound. */
  readonly plan: string | null;
  /** The session that was presented in place of its key. */
  readonly session?: Session;
}

export interface Denied {
  readonly outcome: DenialOutcome;
  /** The key that the presented id names, if there is one: for logs, never for the answer. */
  readonly key?: Key;
  /** Present once a secret matched. */
  readonly generation?: number | null;
}

/** The tenant that a request is for: undefined where the surface knows none, null where the host names none. */
export type RequestedTenant = string | null | undefined;

export interface DecisionInput {
  readonly presented: ParsedValue;
  readonly key: Key | undefined;
  /** The key's owner, read where the key is bound to it. */
  readonly owner: Owner | undefined;
  readonly tenant?: RequestedTenant;
  readonly requirement: Requirement;
  readonly nowMs: number;
}

/**
 * Decides on a well-formed credential. Pure. The order is fixed, so that nothing is an oracle:
 * item → secret → tenant → status → expiry → owner → permission.
 */
export function decide({ presented, key, owner, tenant, requirement, nowMs }: DecisionInput): Decision {
  if (!key) return { outcome: 'unknown' };
  // At another tenant's host a tombstone, found without a secret, must not differ from what never was.
  if (key.status === 'revoked') return { outcome: isOtherTenant(tenant, key) ? 'unknown' : 'revoked', key };

  const credential = matchingCredential(key, presented, nowMs);
  if (!credential) return { outcome: 'unknown', key };

  const { generation } = credential;
  if (isOtherTenant(tenant, key)) return { outcome: 'wrong-tenant', key, generation };
  const status = effectiveKeyStatus(key, owner, nowMs);
  if (status === 'owner-deactivated') return { outcome: 'owner-deactivated', key, generation };
  if (status !== 'active') return { outcome: status, key, generation };

  const permissions = limitToRole(key.permissions, ownerRole(key, owner));
  if (!satisfies(permissions, requirement)) return { outcome: 'insufficient-permission', key, generation };
  return { outcome: 'allowed', key, generation, permissions, plan: ownerPlan(key, owner) };
}

export function isOtherTenant(tenant: RequestedTenant, key: Pick<Key, 'tenant'>): boolean {
  return tenant !== undefined && tenant !== key.tenant;
}

export function ownerRole({ boundBy }: Key, owner: Owner | undefined): Owner['role'] {
  return boundBy === 'owner' ? (owner?.role ?? null) : null;
}

export function ownerPlan({ boundBy }: Key, owner: Owner | undefined): string | null {
  return boundBy === 'owner' ? (owner?.plan ?? null) : null;
}

/** The marker is checked because the digest does not cover it: anybody could swap `test` for `live`. */
function matchingCredential(key: Key, presented: ParsedValue, nowMs: number): Credential | undefined {
  if (presented.environment !== undefined && presented.environment !== key.environment) return undefined;
  const digest = digestSecret(presented.keyId, presented.secret);
  for (const credential of key.credentials) {
    const live = credential.endsAtMs === null || nowMs < credential.endsAtMs;
    if (live && sameDigest(credential.digest, digest)) return credential;
  }
  return undefined;
}
