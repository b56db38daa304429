import type { JsonObject } from '../json.ts';

export const OWNER_KINDS = ['person', 'application', 'account'] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

export const OWNER_STATUSES = ['active', 'deactivated'] as const;
export type OwnerStatus = (typeof OWNER_STATUSES)[number];

/** What a person's keys may carry; applications and accounts have no role. */
export const ROLES = ['app-admin', 'developer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** A person as an OpenID provider knows them: `sub` is unique at its issuer only. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** Whose keys they are. Cutting an owner off is one write that refuses all bound keys from the next request on. */
export interface Owner {
  readonly tenant: string;
  readonly id: string;
  readonly kind: OwnerKind;
  readonly name: string | null;
  readonly role: Role | null;
  /** The name of one of the deployment's plans. */
  readonly plan: string | null;
  /** Where a person was invited, in lower case; null for all others, and for people who don't sign in. */
  readonly email: string | null;
  /** Who accepted the invitation; it never changes afterwards. */
  readonly identity: Identity | null;
  readonly status: OwnerStatus;
  readonly createdAtMs: number;
  readonly version: number;
}

/** An owner as an audit event tells it. */
export function auditableOwner(owner: Owner): JsonObject {
  return { ...owner, identity: owner.identity && { ...owner.identity } };
}

/** The smaller of two roles; `ROLES` has the greatest first. */
export function lesserRole(one: Role, other: Role): Role {
  return ROLES.indexOf(one) > ROLES.indexOf(other) ? one : other;
}
