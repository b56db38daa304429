import type { JsonObject } from '../json.ts';

/** Who a key is bound to, for ever: its owner (whose standing then counts at each request) or nobody. */
export const KEY_BINDINGS = ['owner', 'none'] as const;
export type KeyBinding = (typeof KEY_BINDINGS)[number];

/** `deleted` can be undone for a while, `revoked` never. */
export const KEY_STATUSES = ['active', 'disabled', 'deleted', 'revoked'] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];

/** Why a key was revoked, from harmless to grave: a reason can only get worse. */
export const REVOCATION_REASONS = ['unspecified', 'superseded', 'compromised'] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** The most bytes that a key's metadata may take as JSON. */
export const METADATA_LIMIT_BYTES = 1024;
export const PERMISSIONS_LIMIT = 32;
/** The most bytes that a key's permissions may take together: a key's item must fit one read unit of 4 KB. */
export const PERMISSIONS_LIMIT_BYTES = 1024;

/** A live secret of a key, as its digest. A key has one, and more only while it rotates. */
export interface Credential {
  /** 1 for the first, counting up; tells in decision lines which one was used. */
  readonly generation: number;
  readonly digestVersion: number;
  readonly digest: string;
  /** Milliseconds since 1970; null while no end is set. */
  readonly endsAtMs: number | null;
}

export interface Revocation {
  readonly atMs: number;
  readonly by: string;
  readonly reason: RevocationReason;
  /** `false` if the revocation left the key's sessions valid until their own end. */
  readonly endSessions?: false;
}

/**
 * What became of the keys that were created with a compromised key: `complete` once all of them are revoked, `pending`
 * while some may still be accepted. A pending cascade is stored, and the sweep retries it until it is complete.
 */
export const CASCADES = ['complete', 'pending'] as const;
export type Cascade = (typeof CASCADES)[number];

export interface Deletion {
  readonly atMs: number;
  readonly by: string;
  /** What a restored key is again. */
  readonly statusBefore: 'active' | 'disabled';
}

/** Where a key comes from. */
export interface Lineage {
  /** The key whose settings it was renewed with (MB-06), or which it replaces (MB-13). */
  readonly predecessor: string | null;
  /** The key that it was made with, through self-service. Ends with it where that is compromised. */
  readonly parent: string | null;
}

/** What a key is, without what it is checked against. All instants are milliseconds since 1970. */
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
  /** Handed on to the protected API with each allowed request. */
  readonly metadata: JsonObject;
  /** The value without its secret, to recognise a key by. */
  readonly hint: string;
  readonly revocation: Revocation | null;
  readonly deletion: Deletion | null;
  readonly lineage: Lineage;
  /** Whether its sessions also end when it is deleted. Without it they stay valid then (MS-10). */
  readonly endSessionsWithKey: boolean;
  /**
   * If a leaked value of the key was replaced: the latest instant at which sessions and keys can have been created with
   * that value, in milliseconds since 1970. Those that were created until then are rejected.
   */
  readonly compromisedUntilMs?: number | undefined;
  /** Counts the writes; every write names the one that it replaces. */
  readonly version: number;
}

/** One key is one item: its settings and its few live credentials. */
export interface Key extends KeySettings {
  /** Empty once revoked: the digests are erased in the same write. */
  readonly credentials: readonly Credential[];
}

/** The settings as an audit event tells them: never the credentials. */
export function auditableSettings({ credentials, compromisedUntilMs, ...settings }: Key): JsonObject {
  const { revocation, deletion, lineage } = settings;
  return {
    ...settings,
    ...(compromisedUntilMs !== undefined && { compromisedUntilMs }),
    revocation: revocation && { ...revocation },
    deletion: deletion && { ...deletion },
    lineage: { ...lineage },
  };
}
