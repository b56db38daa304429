import type { AuditEvent } from '../../lib/core/audit/event.ts';
import { type IdempotencyRecord, isWithinWindow } from '../../lib/core/idempotency/record.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import { pendingCascade, type StoredCascade } from '../../lib/core/keys/pending-cascade.ts';
import type { BucketState } from '../../lib/core/limits/bucket.ts';
import { updated } from '../../lib/core/limits/local-buckets.ts';
import type { Identity, Owner } from '../../lib/core/owners/owner.ts';
import type { ManagedKey } from '../../lib/core/rotation/managed-key.ts';
import type { Session } from '../../lib/core/sessions/session.ts';
import type {
  Change,
  CommitOutcome,
  CountedKey,
  ExpectedVersions,
  KeyCounting,
  OwnerId,
} from '../../lib/core/store.ts';
import type { Tenant } from '../../lib/core/tenants/tenant.ts';

/** The data of a store in memory, and its write conditions. */
export class MemoryState {
  readonly tenants = new Map<string, Tenant>();
  /** By tenant and ID. */
  readonly owners = new Map<string, Owner>();
  readonly keys = new Map<string, Key>();
  /** By key ID. */
  readonly managedKeys = new Map<string, ManagedKey>();
  readonly sessions = new Map<string, Session>();
  readonly records = new Map<string, IdempotencyRecord>();
  readonly events: AuditEvent[] = [];
  readonly #eventIds = new Set<string>();
  /** The IDs of the counted keys, by owner. */
  readonly countedKeys = new Map<string, Set<string>>();
  /** The budgets of limits, by bucket. */
  readonly buckets = new Map<string, BucketState>();
  /** By the ID of the compromised key. */
  readonly pendingCascades = new Map<string, StoredCascade>();

  /** Removes all data. */
  clear(): void {
    for (const map of [
      this.tenants,
      this.owners,
      this.keys,
      this.managedKeys,
      this.sessions,
      this.records,
      this.pendingCascades,
      this.countedKeys,
    ])
      map.clear();
    this.events.length = 0;
    this.#eventIds.clear();
  }

  /** Commits synchronously and therefore atomically. An event is committed at most once. */
  commit(change: Change, event: AuditEvent): CommitOutcome {
    if (this.#eventIds.has(event.id)) return 'committed';
    const record = 'record' in change ? change.record : undefined;
    if (record && this.#isRepeated(record)) return 'version-conflict';
    const rejection = this.#rejection(change);
    if (rejection) return rejection;
    this.#write(change);
    const cascade = pendingCascade(change, event);
    if (cascade) this.pendingCascades.set(cascade.keyId, cascade);
    if (record) this.records.set(record.id, record);
    if (change.kind === 'create-key' && change.replaced) this.#add(change.replaced.event);
    this.#add(event);
    return 'committed';
  }

  #add(event: AuditEvent): void {
    this.events.push(event);
    this.#eventIds.add(event.id);
  }

  #isRepeated({ id, createdAtMs }: IdempotencyRecord): boolean {
    const stored = this.records.get(id);
    return stored !== undefined && isWithinWindow(stored, createdAtMs);
  }

  #rejection(change: Change): CommitOutcome | undefined {
    switch (change.kind) {
      case 'create-tenant':
        return this.tenants.has(change.tenant.id) ? 'exists' : undefined;
      case 'update-tenant':
        return versionConflictUnless(
          follows(this.tenants.get(change.tenant.id), change.tenant, change.replacedVersion),
        );
      case 'create-owner':
        return this.#ownerRejection(change.owner);
      case 'update-owner':
        return versionConflictUnless(
          follows(this.owners.get(ownerName(change.owner)), change.owner, change.replacedVersion),
        );
      case 'bind-identity': {
        const stored = this.owners.get(ownerName(change.owner));
        return versionConflictUnless(follows(stored, change.owner) && !this.#isKnown(change.owner));
      }
      case 'create-key':
        return this.#keyRejection(change);
      case 'update-key':
        return versionConflictUnless(
          follows(this.keys.get(change.key.id), change.key, change.replacedVersion) &&
            this.#isExpected(change.key, change.expected) &&
            (change.counting === undefined || this.#isCountable(change.key, change.counting)),
        );
      case 'recreate-tenant':
        return this.tenants.has(change.tenant.id) ? 'exists' : undefined;
      case 'recreate-owner':
        return this.owners.has(ownerName(change.owner)) ? 'exists' : undefined;
      case 'recreate-key':
        if (this.keys.has(change.key.id)) return 'exists';
        return versionConflictUnless(this.#isCountable(change.key, change.counting));
      case 'create-session':
        return this.#sessionRejection(change);
      case 'update-session':
        return versionConflictUnless(follows(this.sessions.get(change.session.id), change.session));
      case 'update-bucket':
        return versionConflictUnless(this.#bucketAfter(change) !== undefined);
      case 'read-audit':
        return undefined;
    }
  }

  #ownerRejection(owner: Owner): CommitOutcome | undefined {
    if (!this.tenants.has(owner.tenant)) return 'tenant-not-found';
    if (this.owners.has(ownerName(owner))) return 'exists';
    const isInvited = owner.email !== null && ownersOf(this, owner.tenant).some(hasEmail(owner.email));
    return isInvited ? 'already-invited' : undefined;
  }

  #keyRejection({
    key,
    counting,
    replaced,
    expected,
  }: Extract<Change, { kind: 'create-key' }>): CommitOutcome | undefined {
    const owner = this.owners.get(ownerName({ tenant: key.tenant, id: key.owner }));
    if (!owner) return 'owner-not-found';
    if (owner.status !== 'active') return 'owner-deactivated';
    const { parent } = key.lineage;
    if (parent !== null && !this.#isActive(parent)) return 'key-not-active';
    if (replaced && !follows(this.keys.get(replaced.key.id), replaced.key)) return 'version-conflict';
    if (!this.#isExpected(key, expected)) return 'version-conflict';
    if (this.keys.has(key.id)) return 'exists';
    return versionConflictUnless(this.#isCountable(key, counting));
  }

  #sessionRejection({
    session: { id, tenant, owner, key },
    expected = {},
  }: Extract<Change, { kind: 'create-session' }>): CommitOutcome | undefined {
    if (!this.#isActive(key)) return 'key-not-active';
    const stored = { key: this.keys.get(key), owner: this.owners.get(ownerName({ tenant, id: owner })) };
    const isExpected = (['key', 'owner'] as const).every(
      (name) => expected[name] === undefined || expected[name] === stored[name]?.version,
    );
    if (!isExpected) return 'version-conflict';
    return this.sessions.has(id) ? 'exists' : undefined;
  }

  #isExpected({ tenant, owner, lineage }: Key, expected: ExpectedVersions = {}): boolean {
    const keyOf = (id: string | null) => (id === null ? undefined : this.keys.get(id));
    const stored = {
      tenant: this.tenants.get(tenant),
      owner: this.owners.get(ownerName({ tenant, id: owner })),
      parent: keyOf(lineage.parent),
      predecessor: keyOf(lineage.predecessor),
    };
    return (['tenant', 'owner', 'parent', 'predecessor'] as const).every(
      (name) => expected[name] === undefined || expected[name] === stored[name]?.version,
    );
  }

  #isActive(keyId: string): boolean {
    return this.keys.get(keyId)?.status === 'active';
  }

  #isKnown({ tenant, identity }: Owner): boolean {
    return identity !== null && ownersOf(this, tenant).some(hasIdentity(identity));
  }

  #bucketAfter({ bucket, update }: Extract<Change, { kind: 'update-bucket' }>): BucketState | undefined {
    return updated(this.buckets.get(bucket) ?? {}, update);
  }

  /** The IDs of the counted keys of an owner. */
  countedOf(owner: OwnerId): Set<string> {
    const name = ownerName(owner);
    const counted = this.countedKeys.get(name) ?? new Set();
    this.countedKeys.set(name, counted);
    return counted;
  }

  releaseKeys(owner: OwnerId, keys: readonly CountedKey[]): 'committed' | 'version-conflict' {
    const counted = this.countedOf(owner);
    const isUnchanged = keys.every(
      ({ id, version }) => counted.has(id) && (this.keys.get(id)?.version ?? null) === version,
    );
    if (!isUnchanged) return 'version-conflict';
    for (const { id } of keys) counted.delete(id);
    return 'committed';
  }

  #isCountable({ tenant, owner, id }: Key, counting: KeyCounting): boolean {
    const counted = this.countedOf({ tenant, id: owner });
    switch (counting.kind) {
      case 'added':
        return !counted.has(id) && counted.size < (counting.maxKeys ?? Number.POSITIVE_INFINITY);
      case 'counted':
        return counted.has(id);
      case 'in-place-of':
        return !counted.has(id) && counted.has(counting.key);
    }
  }

  #writeKey(change: Extract<Change, { kind: 'create-key' | 'update-key' | 'recreate-key' }>): void {
    const { key, managed, counting } = change;
    this.keys.set(key.id, key);
    const counted = this.countedOf({ tenant: key.tenant, id: key.owner });
    if (counting?.kind === 'in-place-of') counted.delete(counting.key);
    if (counting) counted.add(key.id);
    if (managed === 'removed') this.managedKeys.delete(key.id);
    else if (managed) this.managedKeys.set(key.id, managed);
  }

  #write(change: Change): void {
    switch (change.kind) {
      case 'create-tenant':
      case 'update-tenant':
      case 'recreate-tenant':
        this.tenants.set(change.tenant.id, change.tenant);
        return;
      case 'create-owner':
      case 'update-owner':
      case 'bind-identity':
      case 'recreate-owner':
        this.owners.set(ownerName(change.owner), change.owner);
        return;
      case 'create-key':
        if (change.replaced) this.keys.set(change.replaced.key.id, change.replaced.key);
        this.#writeKey(change);
        return;
      case 'update-key':
      case 'recreate-key':
        this.#writeKey(change);
        return;
      case 'create-session':
      case 'update-session':
        this.sessions.set(change.session.id, change.session);
        return;
      case 'update-bucket':
        this.buckets.set(change.bucket, this.#bucketAfter(change) ?? {});
    }
  }
}

interface Versioned {
  readonly version: number;
}

function follows(
  stored: Versioned | undefined,
  next: Versioned,
  replacedVersion = next.version - 1,
): boolean {
  return stored?.version === replacedVersion;
}

function versionConflictUnless(holds: boolean): CommitOutcome | undefined {
  return holds ? undefined : 'version-conflict';
}

export function ownerName({ tenant, id }: { readonly tenant: string; readonly id: string }): string {
  return `${tenant}#${id}`;
}

function ownersOf({ owners }: MemoryState, tenant: string): readonly Owner[] {
  return [...owners.values()].filter((owner) => owner.tenant === tenant);
}

export function hasEmail(email: string): (owner: Owner) => boolean {
  return (owner) => owner.email === email;
}

export function hasIdentity({ issuer, subject }: Identity): (owner: Owner) => boolean {
  return ({ identity }) => identity?.issuer === issuer && identity.subject === subject;
}
