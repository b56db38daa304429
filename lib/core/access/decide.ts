import { digestSecret, sameDigest } from '../keys/digest.ts';
import type { ParsedValue } from '../keys/format.ts';
import { type Credential, isLive, type Key } from '../keys/key.ts';
import type { Limit } from '../limits/limit.ts';
import type { LimitHeaders } from '../limits/limit-headers.ts';
import type { Owner } from '../owners/owner.ts';
import type { Session } from '../sessions/session.ts';
import { isAllowedAddress } from './address-ranges.ts';
import { effectiveKeyStatus } from './effective-status.ts';
import type { DenialOutcome } from './outcomes.ts';
import { limitToRole, type Requirement, satisfies } from './permissions.ts';

/** The decision on a request. Each surface maps it to its own response. */
export type Decision = Allowed | Denied;

export interface Allowed {
  readonly outcome: 'allowed';
  readonly key: Key;
  /** The generation of the presented credential; null for a session, which any of the credentials can have created. */
  readonly generation: number | null;
  /** The permissions of the key within the current role of its owner. */
  readonly permissions: readonly string[];
  /** The name of the owner's current plan; null without a plan or if the key is not bound to its owner. */
  readonly plan: string | null;
  /** The limits of the owner itself, without those of the plan; empty if the key is not bound to its owner. */
  readonly ownerLimits: readonly Limit[];
  /** The session that was presented in place of its key. */
  readonly session?: Session;
  /** The remaining budgets, after the charge of a request with limits. */
  readonly limitHeaders?: LimitHeaders;
  /** The limits could not be charged, and allow such requests: only the rates of this instance applied. */
  readonly limiterUnavailable?: true;
}

export interface Denied {
  readonly outcome: DenialOutcome;
  /** The key with the presented ID, if it exists: for logs only, never for the response. */
  readonly key?: Key;
  /** Present if a secret matched. */
  readonly generation?: number | null;
  /** The limit that the request exceeds, and the header fields of the response. */
  readonly limit?: { readonly name: string; readonly headers: LimitHeaders };
}

/** The tenant of a request: undefined if the surface does not determine one, null if the host name has none. */
export type RequestedTenant = string | null | undefined;

export interface DecisionInput {
  readonly presented: ParsedValue;
  readonly key: Key | undefined;
  /** The owner of the key, read only if the key is bound to it. */
  readonly owner: Owner | undefined;
  /** Whether the tenant of the key is suspended, in a deployment whose decisions read the tenant. */
  readonly isSuspended: boolean;
  readonly tenant?: RequestedTenant;
  readonly requirement: Requirement;
  /** The verified address of the caller; null if the decision is not about a request. */
  readonly sourceAddress: string | null;
  readonly nowMs: number;
}

/**
 * Decides on a well-formed credential. Pure. The fixed order prevents an oracle:
 * item → secret → tenant → status → expiry → owner → suspension → address → permission. Limits are charged after it.
 */
export function decide(input: DecisionInput): Decision {
  const { presented, key, owner, tenant, requirement, sourceAddress, nowMs } = input;
  if (!key) return { outcome: 'unknown' };
  // At the host of another tenant, a tombstone is found without a secret and must look like an unknown key.
  if (key.status === 'revoked') return { outcome: isOtherTenant(tenant, key) ? 'unknown' : 'revoked', key };

  const credential = matchingCredential(key, presented, nowMs);
  if (!credential) return { outcome: 'unknown', key };

  const { generation } = credential;
  if (isOtherTenant(tenant, key)) return { outcome: 'wrong-tenant', key, generation };
  const status = effectiveKeyStatus(key, input, nowMs);
  if (status !== 'active') return { outcome: status, key, generation };

  if (!areAddressesAllowed(key, owner, sourceAddress)) return { outcome: 'ip-not-allowed', key, generation };
  const permissions = limitToRole(key.permissions, ownerRole(key, owner));
  if (!satisfies(permissions, requirement)) return { outcome: 'insufficient-permission', key, generation };
  return { outcome: 'allowed', key, generation, permissions, ...ownerAccess(key, owner) };
}

export function isOtherTenant(tenant: RequestedTenant, key: Pick<Key, 'tenant'>): boolean {
  return tenant !== undefined && tenant !== key.tenant;
}

export function ownerRole({ boundBy }: Key, owner: Owner | undefined): Owner['role'] {
  return boundBy === 'owner' ? (owner?.role ?? null) : null;
}

/** The plan and the limits that a key has from its owner. */
export function ownerAccess(
  { boundBy }: Key,
  owner: Owner | undefined,
): Pick<Allowed, 'plan' | 'ownerLimits'> {
  if (boundBy !== 'owner' || !owner) return { plan: null, ownerLimits: [] };
  return { plan: owner.plan, ownerLimits: owner.limits };
}

/** Whether the key and the owner that it is bound to allow the address of the caller. */
export function areAddressesAllowed(
  key: Key,
  owner: Owner | undefined,
  sourceAddress: string | null,
): boolean {
  if (sourceAddress === null) return true;
  const ofOwner = key.boundBy === 'owner' ? (owner?.allowedAddresses ?? []) : [];
  return [key.allowedAddresses, ofOwner].every((ranges) => isAllowedAddress(ranges, sourceAddress));
}

/** The digest does not cover the marker, so that it must be checked: otherwise `test` could be replaced by `live`. */
function matchingCredential(key: Key, presented: ParsedValue, nowMs: number): Credential | undefined {
  if (presented.environment !== undefined && presented.environment !== key.environment) return undefined;
  const digest = digestSecret(presented.keyId, presented.secret);
  for (const credential of key.credentials) {
    if (isLive(credential, nowMs) && sameDigest(credential.digest, digest)) return credential;
  }
  return undefined;
}
