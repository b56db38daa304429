import type { JsonObject } from '../json.ts';
import type { Limit } from '../limits/limit.ts';

export const OWNER_KINDS = ['person', 'application', 'account'] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

export const OWNER_STATUSES = ['active', 'deactivated'] as const;
export type OwnerStatus = (typeof OWNER_STATUSES)[number];

/** The roles of persons, which limit the permissions of their keys. Applications and accounts have no role. */
export const ROLES = ['app-admin', 'developer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** The identity of a person at an OpenID provider: `sub` is unique only within its issuer. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** The owner of keys. Deactivating an owner is one write that denies all bound keys from the next request. */
export interface Owner {
  readonly tenant: string;
  readonly id: string;
  readonly kind: OwnerKind;
  readonly name: string | null;
  readonly role: Role | null;
  /** The name of a plan of the deployment. */
  readonly plan: string | null;
  /** The maximum number of keys, in place of that of the plan; null for that of the plan. */
  readonly maxKeys: number | null;
  /** The limits that all bound keys share. A limit with the name of a limit of the plan replaces it. */
  readonly limits: readonly Limit[];
  /** The networks from which the bound keys are accepted, in CIDR notation; empty for any. */
  readonly allowedAddresses: readonly string[];
  /** The invited address of a person, in lower case; null for other owners and for people who do not sign in. */
  readonly email: string | null;
  /** The identity that accepted the invitation; it never changes. */
  readonly identity: Identity | null;
  readonly status: OwnerStatus;
  readonly createdAtMs: number;
  readonly version: number;
}

/** An owner in audit events. */
export function auditableOwner(owner: Owner): JsonObject {
  return { ...owner, identity: owner.identity && { ...owner.identity } };
}

/** The lesser of two roles; `ROLES` is in descending order. */
export function lesserRole(one: Role, other: Role): Role {
  return ROLES.indexOf(one) > ROLES.indexOf(other) ? one : other;
}
