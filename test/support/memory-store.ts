import { auditPositionOf } from '../../lib/adapters/dynamodb/audit-item.ts';
import { decodeCursor, encodeCursor } from '../../lib/adapters/dynamodb/cursor.ts';
import { expiryPosition, isExpiring } from '../../lib/adapters/dynamodb/key-item.ts';
import {
  deactivatedOwnerListing,
  expiringKeyListing,
  keyListing,
  managedKeyListing,
  ownerListing,
  ownersKeyListing,
  sessionListing,
  tenantListing,
} from '../../lib/adapters/dynamodb/listings.ts';
import { POSITION, positionOf } from '../../lib/adapters/dynamodb/position.ts';
import type { Listing } from '../../lib/adapters/dynamodb/read-page.ts';
import { beginning, type TimedListing, within } from '../../lib/adapters/dynamodb/read-span.ts';
import type { AuditEvent } from '../../lib/core/audit/event.ts';
import type { AuditFilter } from '../../lib/core/audit/filter.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import type { Cascades } from '../../lib/core/keys/pending-cascade.ts';
import type { BucketReader, BucketStore } from '../../lib/core/limits/bucket.ts';
import { updated } from '../../lib/core/limits/local-buckets.ts';
import type { Owner } from '../../lib/core/owners/owner.ts';
import type { ManagedKey, ManagedKeySettings } from '../../lib/core/rotation/managed-key.ts';
import type { Session } from '../../lib/core/sessions/session.ts';
import type { Change, Descendants, Membership, Page, PageRequest, Store } from '../../lib/core/store.ts';
import { type KeyUsage, newKeyUsage } from '../../lib/core/usage/key-usage.ts';
import { hasEmail, hasIdentity, MemoryState, ownerName } from './memory-state.ts';

/** Hooks of a test between steps. A hook may throw. A test may set and remove hooks at any time. */
export interface Faults {
  beforeRead?: (() => void | Promise<void>) | undefined;
  /** Runs after the decision and before the write. */
  beforeCommit?: ((change: Change) => void | Promise<void>) | undefined;
  beforeFinish?: (() => void | Promise<void>) | undefined;
  /** Runs after the write and before the response. */
  afterCommit?: ((change: Change) => void | Promise<void>) | undefined;
}

export interface MemoryStore extends Store, Cascades {
  /** The budgets of limits, which audited changes write. */
  readonly buckets: BucketStore & BucketReader;
  /** The committed changes, in order. */
  readonly events: readonly AuditEvent[];
  /** All stored data as text, to search it for secrets. */
  dump(): string;
}

/** The dependencies of a store in memory. */
interface MemoryStoreOptions {
  readonly state?: MemoryState;
  /** Receives the usage items that issuing a key writes. */
  readonly usages?: Map<string, KeyUsage>;
}

/** A store in memory. It passes the same contract tests as the DynamoDB store. */
export function createMemoryStore(
  faults: Faults = {},
  { state = new MemoryState(), usages }: MemoryStoreOptions = {},
): MemoryStore {
  const { tenants, owners, keys, managedKeys, sessions, records, events } = state;

  const read = async <Result>(look: () => Result): Promise<Result> => {
    await faults.beforeRead?.();
    return structuredClone(look());
  };

  return {
    events,
    buckets: {
      read: (bucket) => read(() => state.buckets.get(bucket) ?? {}),
      update: async (bucket, update) => {
        const before = state.buckets.get(bucket) ?? {};
        const next = updated(before, update);
        if (next) state.buckets.set(bucket, next);
        return { applied: next !== undefined, state: next ?? before };
      },
    },
    dump: () =>
      JSON.stringify([
        ...[tenants, owners, keys, managedKeys, sessions, records, state.buckets].map((each) => [
          ...each.values(),
        ]),
        events,
      ]),
    readTenant: (id) => read(() => tenants.get(id)),
    readOwner: (tenant, id) => read(() => owners.get(ownerName({ tenant, id }))),
    readKey: (id) => read(() => keys.get(id)),
    readSession: (id) => read(() => sessions.get(id)),
    readIdempotencyRecord: (id) => read(() => records.get(id)),
    readManagedKey: (keyId) => read(() => managedKeys.get(keyId)),
    readManagedRecord: (keyId) =>
      read(() => {
        const [key, managed] = [keys.get(keyId), managedKeys.get(keyId)];
        return key && managed && { key, managed };
      }),
    readDescendants: (keyId) => read(() => descendantsOf([...keys.values()], keyId)),
    readKeyCount: (owner) => read(() => state.countedOf(owner).size),
    readCountedKeys: (owner) => read(() => [...state.countedOf(owner)].sort()),
    isKeyCounted: ({ tenant, owner, id }) => read(() => state.countedOf({ tenant, id: owner }).has(id)),
    releaseKeys: (owner, ended) => read(() => state.releaseKeys(owner, ended)),
    readMemberships: (identity) => read(() => membershipsOf(owners, hasIdentity(identity))),
    readInvitations: (email) => read(() => membershipsOf(owners, hasEmail(email))),
    listTenants: (page) => read(() => pageOf([...tenants.values()], tenantListing, idOf, page)),
    listOwners: (tenant, page) =>
      read(() => pageOf(ofTenant(owners, tenant), ownerListing(tenant), idOf, page)),
    listKeys: (tenant, page, created) =>
      read(() =>
        spanOf(ofTenant(keys, tenant).map(withoutDigests), keyListing(tenant, created), positionOf, page),
      ),
    listManagedKeys: (tenant, page) =>
      read(() =>
        pageOf(
          ofTenant(managedKeys, tenant).map(withoutProposed),
          managedKeyListing(tenant),
          ({ keyId }) => keyId,
          page,
        ),
      ),
    listKeysOf: (tenant, owner, page, created) =>
      read(() => {
        const theirs = ofTenant(keys, tenant).filter((key) => key.owner === owner);
        const listing = ownersKeyListing(tenant, owner, created);
        return spanOf(theirs.map(withoutDigests), listing, positionOf, page);
      }),
    listExpiringKeys: (tenant, span, page) =>
      read(() => {
        const expiring = ofTenant(keys, tenant).filter(isExpiring).map(withoutDigests);
        return spanOf(expiring, expiringKeyListing(tenant, span), expiryPosition, page);
      }),
    listDeactivatedOwners: (tenant, page) =>
      read(() => {
        const deactivated = ofTenant(owners, tenant).filter(({ status }) => status === 'deactivated');
        return pageOf(deactivated, deactivatedOwnerListing(tenant), idOf, page);
      }),
    listSessions: (key, page) =>
      read(() => {
        const made = ofTenant(sessions, key.tenant).filter((session) => session.key === key.id);
        return pageOf(made.map(withoutDigest), sessionListing(key), positionOf, page);
      }),
    listAuditEvents: (tenant, filter, page) =>
      read(() => pageOf(events.filter(isMeant(tenant, filter)), byTime, auditPositionOf, page)),
    finishCascade: async (keyId, keyVersion) => {
      await faults.beforeFinish?.();
      if ((state.pendingCascades.get(keyId)?.keyVersion ?? 0) > keyVersion) return 'version-conflict';
      state.pendingCascades.delete(keyId);
      return 'committed';
    },
    listPending: (beforeMs, limit) =>
      read(() =>
        [...state.pendingCascades.values()]
          .filter(({ sinceMs }) => sinceMs < beforeMs)
          .toSorted((one, other) => one.sinceMs - other.sinceMs || (one.keyId < other.keyId ? -1 : 1))
          .slice(0, limit)
          .map(({ keyId, sinceMs }) => ({ keyId, sinceMs })),
      ),
    commit: async (change, event) => {
      await faults.beforeCommit?.(change);
      const outcome = state.commit(structuredClone(change), structuredClone(event));
      if (outcome === 'committed' && change.kind === 'create-key') {
        usages?.set(change.key.id, newKeyUsage(change.key, change.key.createdAtMs));
      }
      await faults.afterCommit?.(change);
      return outcome;
    },
  };
}

/** The whole trail in one order. The DynamoDB store merges the listings of several partitions. */
const byTime = { order: 'descending', position: POSITION } as const;

function isMeant(tenant: string, { fromMs, untilMs, about }: AuditFilter): (event: AuditEvent) => boolean {
  return (event) => {
    if (event.tenant !== tenant || event.atMs < fromMs || event.atMs >= untilMs) return false;
    if (!about) return true;
    if ('actor' in about) return event.caller.id === about.actor;
    return event.subject.kind === about.subject.kind && event.subject.id === about.subject.id;
  };
}

function ofTenant<Entity extends { readonly tenant: string }>(
  entities: ReadonlyMap<string, Entity>,
  tenant: string,
): readonly Entity[] {
  return [...entities.values()].filter((each) => each.tenant === tenant);
}

function descendantsOf(keys: readonly Key[], ancestor: string): Descendants {
  const idsOf = (link: keyof Key['lineage']) =>
    keys
      .filter(({ lineage }) => lineage[link] === ancestor)
      .map(({ id }) => id)
      .sort();
  return { successors: idsOf('predecessor'), children: idsOf('parent') };
}

function membershipsOf(
  owners: ReadonlyMap<string, Owner>,
  isMeant: (owner: Owner) => boolean,
): readonly Membership[] {
  return [...owners.values()]
    .filter(isMeant)
    .map(({ tenant, id }) => ({ tenant, owner: id }))
    .sort((one, other) => (one.tenant < other.tenant ? -1 : 1));
}

function withoutDigest({ digest, digestVersion, ...settings }: Session) {
  return settings;
}

function withoutProposed({ rotation, ...managed }: ManagedKey): ManagedKeySettings {
  if (!rotation) return { ...managed, rotation };
  const { candidateDigests, ...known } = rotation;
  return { ...managed, rotation: known };
}

function withoutDigests({ credentials, ...settings }: Key) {
  return settings;
}

const idOf = ({ id }: { readonly id: string }) => id;

function pageOf<Entity>(
  entities: readonly Entity[],
  { order, position }: Pick<Listing<Entity>, 'order' | 'position'>,
  positionOf: (entity: Entity) => string,
  { cursor, limit }: PageRequest,
): Page<Entity> | 'invalid-cursor' {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, position);
  if (cursor !== undefined && after === undefined) return 'invalid-cursor';

  const direction = order === 'ascending' ? 1 : -1;
  const compare = (one: string, other: string) => (one < other ? -direction : one > other ? direction : 0);
  const rest = entities
    .toSorted((one, other) => compare(positionOf(one), positionOf(other)))
    .filter((each) => after === undefined || compare(positionOf(each), after) > 0);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last && rest.length > limit ? encodeCursor(positionOf(last)) : undefined };
}

function spanOf<Entity>(
  entities: readonly Entity[],
  listing: TimedListing<Entity>,
  positionOf: (entity: Entity) => string,
  { cursor = beginning(listing), limit }: PageRequest,
): Page<Entity> | 'invalid-cursor' {
  const page = pageOf(entities, listing, positionOf, { cursor, limit });
  return page === 'invalid-cursor' ? page : within(page, listing);
}
