import type { AuditEvent } from './audit/event.ts';
import type { AuditFilter } from './audit/filter.ts';
import type { IdempotencyRecord } from './idempotency/record.ts';
import type { Key, KeySettings } from './keys/key.ts';
import type { Identity, Owner } from './owners/owner.ts';
import type { ManagedKey, ManagedKeySettings, ManagedRecord } from './rotation/managed-key.ts';
import type { Session } from './sessions/session.ts';
import type { Tenant } from './tenants/tenant.ts';

/** Everything that can happen to the stored state. Each is one transaction, together with its audit event. */
export type Change =
  | ({ readonly kind: 'create-tenant'; readonly tenant: Tenant } & Recorded)
  /** Needs the version before it. */
  | { readonly kind: 'update-tenant'; readonly tenant: Tenant }
  /** Needs its tenant, and for an e-mail address that the tenant has not invited it yet. */
  | ({ readonly kind: 'create-owner'; readonly owner: Owner } & Recorded)
  /** Needs the version before it. */
  | { readonly kind: 'update-owner'; readonly owner: Owner }
  /** Needs the version before it, and that its identity is not yet known in the tenant. */
  | { readonly kind: 'bind-identity'; readonly owner: BoundPerson }
  /**
   * Needs its owner, active; its parent, where it has one, active; the version before `replaced`; and the versions that
   * it was decided on.
   */
  | ({
      readonly kind: 'create-key';
      readonly key: Key;
      readonly expected?: ExpectedVersions | undefined;
      readonly replaced?: Replaced | undefined;
      /** What is known of its secret, where it has one from the beginning. */
      readonly managed?: ManagedKey | undefined;
    } & Recorded)
  /**
   * Needs the version before it, and the versions that it was decided on. What is known of the key's secret is written
   * with it, where it is given.
   */
  | {
      readonly kind: 'update-key';
      readonly key: Key;
      readonly expected?: Pick<ExpectedVersions, 'tenant' | 'owner'> | undefined;
      /** Stores that the keys that were created with it are to be revoked, until `finishCascade`. */
      readonly cascade?: 'pending' | undefined;
      readonly managed?: ManagedKey | 'removed' | undefined;
    }
  /** Needs its key, active, and the versions that it was decided on. */
  | ({
      readonly kind: 'create-session';
      readonly session: Session;
      readonly expected?: ExpectedSessionVersions | undefined;
    } & Recorded)
  /** Needs the version before it. */
  | { readonly kind: 'update-session'; readonly session: Session }
  /** Changes nothing: its event is all there is to it. */
  | ({ readonly kind: 'read-audit' } & Recorded);

/**
 * The versions of what a change of a key was decided on. Each is a condition of the commit, which is `stale` if one of
 * them has changed: then what was decided may be wrong.
 */
export interface ExpectedVersions {
  readonly tenant?: number | undefined;
  readonly owner?: number | undefined;
  /** Of the keys that the lineage names. A predecessor that is replaced has its version in `replaced`. */
  readonly parent?: number | undefined;
  readonly predecessor?: number | undefined;
}

/** The versions of what a new session was decided on: its key, and the owner that the key is bound to. */
export interface ExpectedSessionVersions {
  readonly key?: number | undefined;
  readonly owner?: number | undefined;
}

export interface BoundPerson extends Owner {
  readonly identity: Identity;
}

/**
 * The key that another one takes the place of, as it is from then on, and the event that tells so. Its cascade is
 * stored as pending in the same transaction.
 */
export interface Replaced {
  readonly key: Key;
  readonly event: AuditEvent;
}

/** Written with a creation, where one is given. Needs that no record of its id is within its window. */
interface Recorded {
  readonly record?: IdempotencyRecord | undefined;
}

/**
 * How a commit ended. `stale`: somebody else wrote in between, read again and decide again; every other
 * refusal is final. A dependency that does not answer is no outcome but an `UnavailableError`.
 */
export type CommitOutcome =
  | 'committed'
  | 'exists'
  | 'stale'
  | 'tenant-not-found'
  | 'owner-not-found'
  | 'owner-deactivated'
  | 'key-not-active'
  | 'already-invited';

/** The store can't be reached, is throttled or timed out: nothing is known to have happened, try again. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** Why the store can't take a write, however often it is repeated. */
export type WriteRejection = 'item-too-large' | 'invalid-request';

const REJECTIONS: Readonly<Record<WriteRejection, string>> = {
  'item-too-large': 'an item would exceed 400 KB, which is the limit of DynamoDB; write less',
  'invalid-request': 'DynamoDB rejects the request as invalid; this is a fault of this version',
};

/** The store rejected a write as it is. Repeating it can't succeed, and nothing was written. */
export class RejectedWriteError extends Error {
  override readonly name = 'RejectedWriteError';
  readonly reason: WriteRejection;

  constructor(reason: WriteRejection, what: string, options: ErrorOptions) {
    super(`${what}: ${REJECTIONS[reason]}`, options);
    this.reason = reason;
  }
}

/** What deciding needs: strongly consistent reads by id. */
export interface KeyReader {
  readKey(id: string): Promise<Key | undefined>;
  readOwner(tenant: string, id: string): Promise<Owner | undefined>;
  readSession(id: string): Promise<Session | undefined>;
  readTenant(id: string): Promise<Tenant | undefined>;
}

/** One page of a listing; `next` is the cursor of the page after it, opaque to callers. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

export interface PageRequest {
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** The keys that came of a key, by id. */
export interface Descendants {
  /** Those that were renewed from it or replace it. */
  readonly successors: readonly string[];
  /** Those that were made with it. */
  readonly children: readonly string[];
}

/** A person in a tenant: the id of an owner. */
export interface Membership {
  readonly tenant: string;
  readonly owner: string;
}

/** The port of all stored state. Its contract is test/adapters/store.contract.ts. */
export interface Store extends KeyReader {
  /** Strongly consistent. Also one whose window has passed, until the store has tidied up. */
  readIdempotencyRecord(id: string): Promise<IdempotencyRecord | undefined>;
  /** Strongly consistent: what is known of a key's secret, where it is managed. */
  readManagedKey(keyId: string): Promise<ManagedKey | undefined>;
  /**
   * The key and its rotation state as one write left them; undefined if the key is not managed. Two separate reads can
   * combine a newer key with an older state, which the condition on the key's version does not detect.
   *
   * @throws UnavailableError also if a write conflicts with the read: read again
   */
  readManagedRecord(keyId: string): Promise<ManagedRecord | undefined>;
  /** Strongly consistent: whatever a commit said was made is there. */
  readDescendants(keyId: string): Promise<Descendants>;
  /** Strongly consistent: where a person is a member, by tenant. */
  readMemberships(identity: Identity): Promise<readonly Membership[]>;
  /** Strongly consistent: where an address is invited, accepted or not, by tenant. */
  readInvitations(email: string): Promise<readonly Membership[]>;
  listTenants(page: PageRequest): Promise<Page<Tenant> | 'invalid-cursor'>;
  listOwners(tenant: string, page: PageRequest): Promise<Page<Owner> | 'invalid-cursor'>;
  /** Newest first. An index answers, and no index holds digests. */
  listKeys(tenant: string, page: PageRequest): Promise<Page<KeySettings> | 'invalid-cursor'>;
  /** Those whose value lies in a secret, by key id, from an index. */
  listManagedKeys(tenant: string, page: PageRequest): Promise<Page<ManagedKeySettings> | 'invalid-cursor'>;
  /** Those of one owner, newest first, from an index. */
  listKeysOf(tenant: string, owner: string, page: PageRequest): Promise<Page<KeySettings> | 'invalid-cursor'>;
  /** Those that end in a span of time and have not ended otherwise, the soonest first, from an index. */
  listExpiringKeys(
    tenant: string,
    span: { readonly fromMs: number; readonly toMs: number },
    page: PageRequest,
  ): Promise<Page<KeySettings> | 'invalid-cursor'>;
  /** The deactivated ones, by ID, from an index. */
  listDeactivatedOwners(tenant: string, page: PageRequest): Promise<Page<Owner> | 'invalid-cursor'>;
  /** Those that were made with one key, newest first, from an index; without digests. */
  listSessions(
    key: Pick<Key, 'tenant' | 'id'>,
    page: PageRequest,
  ): Promise<Page<SessionSettings> | 'invalid-cursor'>;
  /**
   * Newest first. All of a tenant's strongly consistent, those of one subject or one actor from an index. A page may
   * be short, or empty, and have a next one all the same: quiet days are walked a bounded number at a time.
   */
  listAuditEvents(
    tenant: string,
    filter: AuditFilter,
    page: PageRequest,
  ): Promise<Page<AuditEvent> | 'invalid-cursor'>;
  /**
   * Stores that the cascade of a compromised key is complete, as of a version of the key. `stale` if a later version
   * began another one, which stays pending. Repeating it changes nothing.
   */
  finishCascade(keyId: string, keyVersion: number): Promise<'committed' | 'stale'>;
  /** Writes the change and its event in one transaction, or nothing. */
  commit(change: Change, event: AuditEvent): Promise<CommitOutcome>;
}

/** The port of the cascades that are pending. Its contract is test/adapters/store/cascades.contract.ts. */
export interface Cascades {
  /** Those that began before then, the earliest first, from an index. */
  listPending(beforeMs: number, limit: number): Promise<readonly PendingCascade[]>;
}

export interface PendingCascade {
  /** The compromised key. */
  readonly keyId: string;
  readonly sinceMs: number;
}

/** A cascade as it is stored. */
export interface StoredCascade extends PendingCascade {
  /** The version of the key that began it. */
  readonly keyVersion: number;
}

/** The cascade that a change begins, with the event of the change: it is stored in the same transaction. */
export function pendingCascade(change: Change, event: AuditEvent): StoredCascade | undefined {
  if (change.kind === 'create-key' && change.replaced) {
    const { key, event: revoked } = change.replaced;
    return { keyId: key.id, sinceMs: revoked.atMs, keyVersion: key.version };
  }
  if (change.kind !== 'update-key' || !change.cascade) return undefined;
  return { keyId: change.key.id, sinceMs: event.atMs, keyVersion: change.key.version };
}

/** What a listing holds of a session. */
export type SessionSettings = Omit<Session, 'digest' | 'digestVersion'>;
