import { digestSecret, sameDigest } from '../keys/digest.ts';
import type { ParsedValue } from '../keys/format.ts';
import type { Credential, Key } from '../keys/key.ts';
import type { Owner } from '../owners/owner.ts';
import type { Refusal } from './outcomes.ts';
import { boundedByRole, type Requirement, satisfies } from './permissions.ts';

/** What a request was found to be allowed, or why not. Data: surfaces turn it into their own answers. */
export type Decision = Allowed | Refused;

export interface Allowed {
  readonly outcome: 'allowed';
  readonly key: Key;
  /** Which of the key's credentials was presented. */
  readonly generation: number;
  /** What the key may do for its owner as the owner is now. */
  readonly permissions: readonly string[];
}

export interface Refused {
  readonly outcome: Refusal;
  /** The key that the presented id names, if there is one: for logs, never for the answer. */
  readonly key?: Key;
  /** Present once a secret matched. */
  readonly generation?: number;
}

export interface DecisionInput {
  readonly presented: ParsedValue;
  readonly key: Key | undefined;
  /** The key's owner, read where the key is bound to it. */
  readonly owner: Owner | undefined;
  /** The tenant that the request is for, where the surface knows one. */
  readonly tenant?: string | undefined;
  readonly requirement: Requirement;
  readonly nowMs: number;
}

/**
 * Decides on a well-formed credential. Pure. The order is fixed, so that nothing is an oracle:
 * item → secret → tenant → status → expiry → owner → permission.
 */
export function decide({ presented, key, owner, tenant, requirement, nowMs }: DecisionInput): Decision {
  if (!key) return { outcome: 'unknown' };
  if (key.status === 'revoked') return { outcome: 'revoked', key };

  const credential = matchingCredential(key, presented, nowMs);
  if (!credential) return { outcome: 'unknown', key };

  const { generation } = credential;
  if (tenant !== undefined && tenant !== key.tenant) return { outcome: 'wrong-tenant', key, generation };
  if (key.status === 'disabled') return { outcome: 'disabled', key, generation };
  if (key.expiresAtMs !== null && nowMs >= key.expiresAtMs) return { outcome: 'expired', key, generation };
  const cutOff = key.boundBy === 'owner' && owner?.status !== 'active';
  if (cutOff) return { outcome: 'owner-cut-off', key, generation };

  const role = key.boundBy === 'owner' ? (owner?.role ?? null) : null;
  const permissions = boundedByRole(key.permissions, role);
  if (!satisfies(permissions, requirement)) return { outcome: 'insufficient-permission', key, generation };
  return { outcome: 'allowed', key, generation, permissions };
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
