import type { JsonObject } from '../json.ts';
import type { Limit } from '../limits/limit.ts';

/** Whether a key is bound to its owner, whose status and role then apply at each request. It never changes. */
export const KEY_BINDINGS = ['owner', 'none'] as const;
export type KeyBinding = (typeof KEY_BINDINGS)[number];

/** `deleted` can be undone for a limited time, `revoked` cannot. */
export const KEY_STATUSES = ['active', 'disabled', 'deleted', 'revoked'] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];

/** The reasons for a revocation in ascending severity. A reason can only become more severe. */
export const REVOCATION_REASONS = ['unspecified', 'superseded', 'compromised'] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** The most bytes of a key's metadata as JSON, and of its metadata, limits and allowed addresses together. */
export const METADATA_LIMIT_BYTES = 1024;
export const PERMISSIONS_LIMIT = 32;
/** The most bytes of a key's permissions: the item of a key must fit one read unit of 4 KB. */
export const PERMISSIONS_LIMIT_BYTES = 1024;

/** A valid secret of a key, as its digest. A key has several only during a rotation. */
export interface Credential {
  /** 1 for the first credential, then ascending. Decision logs contain it. */
  readonly generation: number;
  readonly digestVersion: number;
  readonly digest: string;
  /** Milliseconds since 1970; null for no end. */
  readonly endsAtMs: number | null;
}

/** Whether a credential is accepted at a time. */
export function isLive({ endsAtMs }: Credential, nowMs: number): boolean {
  return endsAtMs === null || nowMs < endsAtMs;
}

export interface Revocation {
  readonly atMs: number;
  readonly by: string;
  readonly reason: RevocationReason;
  /** `false` if the sessions of the key stay valid until their own end. */
  readonly endSessions?: false;
}

/**
 * The state of the keys that were created with a compromised key: `complete` if all of them are revoked, `pending` if
 * some can still be accepted. A pending cascade is stored, and the sweep retries it until it is complete.
 */
export const CASCADES = ['complete', 'pending'] as const;
export type Cascade = (typeof CASCADES)[number];

export interface Deletion {
  readonly atMs: number;
  readonly by: string;
  /** The status of the key after a restore. */
  readonly statusBefore: 'active' | 'disabled';
}

/** The origin of a key. */
export interface Lineage {
  /** The key that it renews (MB-06) or replaces (MB-13). */
  readonly predecessor: string | null;
  /** The key that created it by self-service. If that key is compromised, this key ends as well. */
  readonly parent: string | null;
}

/** The settings of a key without its credentials. All instants are milliseconds since 1970. */
export interface KeySettings {
  readonly id: string;
  readonly tenant: string;
  readonly owner: string;
  readonly boundBy: KeyBinding;
  readonly name: string | null;
  readonly environment: string;
  readonly permissions: readonly string[];
  readonly status: KeyStatus;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly expiresAtMs: number | null;
  /** Passed to the protected API with each allowed request. */
  readonly metadata: JsonObject;
  /** The value without its secret, to recognize the key. */
  readonly hint: string;
  readonly revocation: Revocation | null;
  readonly deletion: Deletion | null;
  readonly lineage: Lineage;
  /** Whether its sessions end with its deletion. Otherwise they stay valid (MS-10). */
  readonly endSessionsWithKey: boolean;
  /** The limits on requests with this key and its sessions, in addition to those of its owner. */
  readonly limits: readonly Limit[];
  /** The networks from which the key is accepted, in CIDR notation; empty for any. */
  readonly allowedAddresses: readonly string[];
  /** The key whose budget the limits charge: the first key that this key is derived from. Undefined: its own. */
  readonly budgetKey?: string | undefined;
  /**
   * If a leaked value of the key was replaced: the latest time at which sessions and keys can have been created with
   * that value. Those that were created until then are rejected.
   */
  readonly compromisedUntilMs?: number | undefined;
  /** The number of writes. Each write is conditional on the previous version. */
  readonly version: number;
}

/** A key is one item with its settings and its valid credentials. */
export interface Key extends KeySettings {
  /** Empty if the key is revoked: the revocation erases the digests in the same write. */
  readonly credentials: readonly Credential[];
}

/** The key whose budget the limits of a key charge. */
export function budgetKeyOf({ id, budgetKey }: Pick<KeySettings, 'id' | 'budgetKey'>): string {
  return budgetKey ?? id;
}

/** The credentials of a key in audit events, without digests: a restore of the key table must know which have ended. */
export function auditableCredentials(credentials: readonly Credential[]): JsonObject[] {
  return credentials.map(({ generation, endsAtMs }) => ({ generation, endsAtMs }));
}

/** The settings of a key in audit events, without its digests. */
export function auditableSettings({
  credentials,
  budgetKey,
  compromisedUntilMs,
  ...settings
}: Key): JsonObject {
  const { revocation, deletion, lineage } = settings;
  return {
    ...settings,
    credentials: auditableCredentials(credentials),
    ...(budgetKey !== undefined && { budgetKey }),
    ...(compromisedUntilMs !== undefined && { compromisedUntilMs }),
    revocation: revocation && { ...revocation },
    deletion: deletion && { ...deletion },
    lineage: { ...lineage },
  };
}
