import type { AuditEvent } from './audit/event.ts';
import type { AuditFilter } from './audit/filter.ts';
import type { IdempotencyRecord } from './idempotency/record.ts';
import type { Key, KeySettings } from './keys/key.ts';
import type { BucketUpdate } from './limits/bucket.ts';
import type { Identity, Owner } from './owners/owner.ts';
import type { ManagedKey, ManagedKeySettings, ManagedRecord } from './rotation/managed-key.ts';
import type { Session } from './sessions/session.ts';
import type { Tenant } from './tenants/tenant.ts';

/** A change of the stored state. Each change is one transaction with its audit event. */
export type Change =
  | ({ readonly kind: 'create-tenant'; readonly tenant: Tenant } & Recorded)
  /** Requires the version that it replaces. */
  | ({ readonly kind: 'update-tenant'; readonly tenant: Tenant } & Replacing)
  /** Requires its tenant; an e-mail address must not have an invitation in the tenant yet. */
  | ({ readonly kind: 'create-owner'; readonly owner: Owner } & Recorded)
  /** Requires the version that it replaces. */
  | ({ readonly kind: 'update-owner'; readonly owner: Owner } & Replacing)
  /** Requires the previous version; its identity must not be bound in the tenant yet. */
  | { readonly kind: 'bind-identity'; readonly owner: BoundPerson }
  /**
   * Requires an active owner, an active parent if it has one, the previous version of `replaced`, the expected
   * versions, and room for another key of the owner.
   */
  | ({
      readonly kind: 'create-key';
      readonly key: Key;
      readonly counting: Exclude<KeyCounting, { kind: 'counted' }>;
      readonly expected?: ExpectedVersions | undefined;
      readonly replaced?: Replaced | undefined;
      /** Its rotation state if it is created as a managed key. */
      readonly managed?: ManagedKey | undefined;
    } & Recorded)
  /**
   * Requires the version that it replaces and the expected versions. Also writes the rotation state of the key if it is
   * present.
   */
  | ({
      readonly kind: 'update-key';
      readonly key: Key;
      readonly expected?: Pick<ExpectedVersions, 'tenant' | 'owner'> | undefined;
      /** Present if the key can be accepted longer than its stored version. */
      readonly counting?: Exclude<KeyCounting, { kind: 'in-place-of' }> | undefined;
      /** Stores a pending cascade to the keys that were created with it, until `finishCascade`. */
      readonly cascade?: 'pending' | undefined;
      readonly managed?: ManagedKey | 'removed' | undefined;
    } & Replacing)
  /** Requires that it does not exist. A restore writes it as it was, without conditions on other resources. */
  | { readonly kind: 'recreate-tenant'; readonly tenant: Tenant }
  /** Requires that it does not exist. */
  | { readonly kind: 'recreate-owner'; readonly owner: Owner }
  /** Requires that it does not exist. The key is counted, also above the maximum of its owner. */
  | {
      readonly kind: 'recreate-key';
      readonly key: Key;
      readonly counting: Exclude<KeyCounting, { kind: 'in-place-of' }>;
      readonly cascade?: 'pending' | undefined;
      readonly managed?: ManagedKey | undefined;
    }
  /** Requires an active key and the expected versions. */
  | ({
      readonly kind: 'create-session';
      readonly session: Session;
      readonly expected?: ExpectedSessionVersions | undefined;
    } & Recorded)
  /** Requires the previous version. */
  | { readonly kind: 'update-session'; readonly session: Session }
  /** Requires the conditions of the update; otherwise it is a `version-conflict`. */
  | ({ readonly kind: 'update-bucket'; readonly bucket: string; readonly update: BucketUpdate } & Recorded)
  /** Writes only its event. */
  | ({ readonly kind: 'read-audit' } & Recorded);

interface Replacing {
  /** The stored version, by default the previous one. A restore continues after later versions that it knows. */
  readonly replacedVersion?: number | undefined;
}

/**
 * The versions of the records that a key update depends on. Each is a condition of the commit, which is
 * `version-conflict` if one of them has changed.
 */
export interface ExpectedVersions {
  readonly tenant?: number | undefined;
  readonly owner?: number | undefined;
  /** The versions of keys in the lineage. The version of a replaced predecessor is in `replaced`. */
  readonly parent?: number | undefined;
  readonly predecessor?: number | undefined;
}

/** A counted key as it was read. The version is null if the key was lost: it does not exist, but its count was left. */
export interface CountedKey {
  readonly id: string;
  readonly version: number | null;
}

/**
 * How a key is counted for its owner. A condition that is not met is a `version-conflict`. Ended keys stay counted until
 * they are released.
 */
export type KeyCounting =
  /** Counts the key, which must not be counted; requires a smaller count than the maximum, if there is one. */
  | { readonly kind: 'added'; readonly maxKeys: number | null }
  /** Requires that the key is counted. */
  | { readonly kind: 'counted' }
  /** Counts the key in place of another one, which must be counted. */
  | { readonly kind: 'in-place-of'; readonly key: string };

/** The versions of the records that a new session depends on: its key and the owner that the key is bound to. */
export interface ExpectedSessionVersions {
  readonly key?: number | undefined;
  readonly owner?: number | undefined;
}

export interface BoundPerson extends Owner {
  readonly identity: Identity;
}

/**
 * The next version of a replaced key, and its event. Its cascade is stored as pending in the same transaction.
 */
export interface Replaced {
  readonly key: Key;
  readonly event: AuditEvent;
}

/** Is written with a creation. A record with the same ID must not be within its window. */
interface Recorded {
  readonly record?: IdempotencyRecord | undefined;
}

/**
 * The result of a commit. `version-conflict` means a concurrent write: read and decide again. Every other rejection is
 * final. If a dependency does not respond, the commit throws an `UnavailableError`.
 */
export type CommitOutcome =
  | 'committed'
  | 'exists'
  | 'version-conflict'
  | 'tenant-not-found'
  | 'owner-not-found'
  | 'owner-deactivated'
  | 'key-not-active'
  | 'already-invited';

/**
 * The store is unreachable, throttled or timed out after the retries of its client. The outcome is unknown; retry. Access
 * checks deny the request with `unavailable`, and Postern's APIs return 503 with `Retry-After`.
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/**
 * A stored item has a form that this version never writes: a newer version may have written it. Decisions and writes fail
 * with it. A listing names the item in `unknown`. The message names the path and never the value.
 */
export class UnexpectedItemError extends Error {
  override readonly name = 'UnexpectedItemError';
}

/** The reasons why the store permanently rejects a write. */
export type WriteRejection = 'item-too-large' | 'invalid-request';

const REJECTIONS: Readonly<Record<WriteRejection, string>> = {
  'item-too-large': 'an item would exceed 400 KB, which is the limit of DynamoDB; write less',
  'invalid-request': 'DynamoDB rejects the request as invalid; this is a fault of this version',
};

/** The store permanently rejected a write. Nothing was written, and a retry cannot succeed. */
export class RejectedWriteError extends Error {
  override readonly name = 'RejectedWriteError';
  readonly reason: WriteRejection;

  constructor(reason: WriteRejection, what: string, options: ErrorOptions) {
    super(`${what}: ${REJECTIONS[reason]}`, options);
    this.reason = reason;
  }
}

/** The reads of a decision: by ID, with strong consistency. */
export interface KeyReader {
  readKey(id: string): Promise<Key | undefined>;
  readOwner(tenant: string, id: string): Promise<Owner | undefined>;
  readSession(id: string): Promise<Session | undefined>;
  readTenant(id: string): Promise<Tenant | undefined>;
}

/** A page of a listing; `next` is the opaque cursor of the next page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
  /** The IDs of items of the page that this version cannot decode; undefined if there are none. */
  readonly unknown?: readonly string[] | undefined;
}

/** A strongly consistent read returns every earlier write. An eventually consistent one costs half, and can be some seconds old. */
export type Consistency = 'strong' | 'eventual';

export interface PageRequest {
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** A time range; its end is exclusive. An omitted bound matches every time. */
export interface TimeSpan {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** The part and the order of a listing by creation (default: everything, newest first). */
export interface CreationRange extends TimeSpan {
  readonly order?: 'newest' | 'oldest' | undefined;
}

/** The derived keys of a key, by ID. */
export interface Descendants {
  /** The renewals and replacements of the key. */
  readonly successors: readonly string[];
  /** The keys that were created with the key. */
  readonly children: readonly string[];
}

/** The tenant and ID of an owner. */
export type OwnerId = Pick<Owner, 'tenant' | 'id'>;

/** A person in a tenant, by owner ID. */
export interface Membership {
  readonly tenant: string;
  readonly owner: string;
}

/** The port of the stored state. Its contract is test/adapters/store.contract.ts. */
export interface Store extends KeyReader {
  /** Strongly consistent. Returns a record after its window until the store removes it. */
  readIdempotencyRecord(id: string): Promise<IdempotencyRecord | undefined>;
  /** Strongly consistent: the rotation state of a managed key. */
  readManagedKey(keyId: string): Promise<ManagedKey | undefined>;
  /**
   * The key and its rotation state as one write left them; undefined if the key is not managed. Two separate reads can
   * combine a newer key with an older state, which the condition on the key's version does not detect.
   *
   * @throws UnavailableError also if a write conflicts with the read: read again
   */
  readManagedRecord(keyId: string): Promise<ManagedRecord | undefined>;
  /** Strongly consistent: includes every committed key. */
  readDescendants(keyId: string): Promise<Descendants>;
  /** Strongly consistent: the number of counted keys of an owner. */
  readKeyCount(owner: OwnerId): Promise<number>;
  /** Strongly consistent: the IDs of the counted keys of an owner. */
  readCountedKeys(owner: OwnerId): Promise<readonly string[]>;
  /** Strongly consistent. */
  isKeyCounted(key: Pick<Key, 'tenant' | 'owner' | 'id'>): Promise<boolean>;
  /**
   * Stops counting keys of an owner. `version-conflict` if one of them has another version or is not counted; then
   * nothing is written.
   */
  releaseKeys(owner: OwnerId, keys: readonly CountedKey[]): Promise<'committed' | 'version-conflict'>;
  /** Strongly consistent: the memberships of a person, by tenant. */
  readMemberships(identity: Identity): Promise<readonly Membership[]>;
  /** Strongly consistent: the invitations of an address, accepted or not, by tenant. */
  readInvitations(email: string): Promise<readonly Membership[]>;
  listTenants(page: PageRequest): Promise<Page<Tenant> | 'invalid-cursor'>;
  listOwners(tenant: string, page: PageRequest): Promise<Page<Owner> | 'invalid-cursor'>;
  /** By creation; eventually consistent and without digests. */
  listKeys(
    tenant: string,
    page: PageRequest,
    created?: CreationRange,
  ): Promise<Page<KeySettings> | 'invalid-cursor'>;
  /** Managed keys by key ID; eventually consistent. */
  listManagedKeys(tenant: string, page: PageRequest): Promise<Page<ManagedKeySettings> | 'invalid-cursor'>;
  /** The keys of an owner by creation; eventually consistent. */
  listKeysOf(
    tenant: string,
    owner: string,
    page: PageRequest,
    created?: CreationRange,
  ): Promise<Page<KeySettings> | 'invalid-cursor'>;
  /** Keys that expire in a time range and have not ended otherwise, earliest first; eventually consistent. */
  listExpiringKeys(
    tenant: string,
    span: TimeSpan,
    page: PageRequest,
  ): Promise<Page<KeySettings> | 'invalid-cursor'>;
  /** Deactivated owners by ID; eventually consistent. */
  listDeactivatedOwners(tenant: string, page: PageRequest): Promise<Page<Owner> | 'invalid-cursor'>;
  /** The sessions of a key, newest first; eventually consistent and without digests. */
  listSessions(
    key: Pick<Key, 'tenant' | 'id'>,
    page: PageRequest,
  ): Promise<Page<SessionSettings> | 'invalid-cursor'>;
  /**
   * Newest first. Strongly consistent for a tenant, eventually consistent for a subject or an actor. A page can be
   * short or empty and still have a next page, because a page reads a bounded number of days.
   */
  listAuditEvents(
    tenant: string,
    filter: AuditFilter,
    page: PageRequest,
  ): Promise<Page<AuditEvent> | 'invalid-cursor'>;
  /**
   * Marks the cascade that a version of a compromised key started as complete. `version-conflict` if a later version started
   * another one, which stays pending. Repeating it changes nothing.
   */
  finishCascade(keyId: string, keyVersion: number): Promise<'committed' | 'version-conflict'>;
  /** Writes the change and its event in one transaction, or nothing. */
  commit(change: Change, event: AuditEvent): Promise<CommitOutcome>;
}

/** A session in listings. */
export type SessionSettings = Omit<Session, 'digest' | 'digestVersion'>;
