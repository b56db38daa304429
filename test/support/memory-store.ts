import { decodeCursor, encodeCursor } from '../../lib/adapters/dynamodb/cursor.ts';
import { keyListing, ownerListing, tenantListing } from '../../lib/adapters/dynamodb/listings.ts';
import type { Listing } from '../../lib/adapters/dynamodb/read-page.ts';
import type { AuditEvent } from '../../lib/core/audit/event.ts';
import { type IdempotencyRecord, isWithinWindow } from '../../lib/core/idempotency/record.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import type { Owner } from '../../lib/core/owners/owner.ts';
import type { Change, CommitOutcome, Page, PageRequest, Store } from '../../lib/core/store.ts';
import type { Tenant } from '../../lib/core/tenants/tenant.ts';

/** What a test breaks, by throwing, or does in between. It may set and remove them at any time. */
export interface Faults {
  beforeRead?: (() => void | Promise<void>) | undefined;
  /** The read before was decided on; nothing is written yet. */
  beforeCommit?: ((change: Change) => void | Promise<void>) | undefined;
  /** All is written; the caller doesn't know it yet. */
  afterCommit?: ((change: Change) => void | Promise<void>) | undefined;
}

export interface MemoryStore extends Store {
  /** What was committed, in order. */
  readonly events: readonly AuditEvent[];
  /** Everything stored as text, to search it for what must not be there. */
  dump(): string;
}

/** A store in memory that follows the rules of the real one: both pass the store's contract. */
export function createMemoryStore(faults: Faults = {}): MemoryStore {
  const state = new State();

  const read = async <Result>(look: () => Result): Promise<Result> => {
    await faults.beforeRead?.();
    return structuredClone(look());
  };

  return {
    events: state.events,
    dump: () => state.dump(),
    readTenant: (id) => read(() => state.tenants.get(id)),
    readOwner: (tenant, id) => read(() => state.owners.get(ownerName({ tenant, id }))),
    readKey: (id) => read(() => state.keys.get(id)),
    readIdempotencyRecord: (id) => read(() => state.records.get(id)),
    listTenants: (page) => read(() => pageOf([...state.tenants.values()], tenantListing, page)),
    listOwners: (tenant, page) =>
      read(() => pageOf(ofTenant(state.owners, tenant), ownerListing(tenant), page)),
    listKeys: (tenant, page) =>
      read(() => pageOf(ofTenant(state.keys, tenant).map(withoutDigests), keyListing(tenant), page)),
    commit: async (change, event) => {
      await faults.beforeCommit?.(change);
      const outcome = state.commit(structuredClone(change), structuredClone(event));
      await faults.afterCommit?.(change);
      return outcome;
    },
  };
}

class State {
  readonly tenants = new Map<string, Tenant>();
  readonly owners = new Map<string, Owner>();
  readonly keys = new Map<string, Key>();
  readonly records = new Map<string, IdempotencyRecord>();
  readonly events: AuditEvent[] = [];

  /** Synchronous, hence atomic. An event that was committed is not committed again. */
  commit(change: Change, event: AuditEvent): CommitOutcome {
    if (this.events.some(({ id }) => id === event.id)) return 'committed';
    const record = 'record' in change ? change.record : undefined;
    if (record && this.#isRepeated(record)) return 'stale';
    const refusal = this.#refusal(change);
    if (refusal) return refusal;
    this.#write(change);
    if (record) this.records.set(record.id, record);
    this.events.push(event);
    return 'committed';
  }

  dump(): string {
    return JSON.stringify([
      ...this.tenants.values(),
      ...this.owners.values(),
      ...this.keys.values(),
      ...this.records.values(),
      ...this.events,
    ]);
  }

  #isRepeated({ id, createdAtMs }: IdempotencyRecord): boolean {
    const stored = this.records.get(id);
    return stored !== undefined && isWithinWindow(stored, createdAtMs);
  }

  #refusal(change: Change): CommitOutcome | undefined {
    switch (change.kind) {
      case 'create-tenant':
        return this.tenants.has(change.tenant.id) ? 'exists' : undefined;
      case 'create-owner':
        if (!this.tenants.has(change.owner.tenant)) return 'no-tenant';
        return this.owners.has(ownerName(change.owner)) ? 'exists' : undefined;
      case 'create-key': {
        const owner = this.owners.get(ownerName({ tenant: change.key.tenant, id: change.key.owner }));
        if (!owner) return 'no-owner';
        if (owner.status !== 'active') return 'owner-cut-off';
        return this.keys.has(change.key.id) ? 'exists' : undefined;
      }
      case 'update-owner':
        return follows(this.owners.get(ownerName(change.owner)), change.owner) ? undefined : 'stale';
      case 'update-key':
        return follows(this.keys.get(change.key.id), change.key) ? undefined : 'stale';
    }
  }

  #write(change: Change): void {
    switch (change.kind) {
      case 'create-tenant':
        this.tenants.set(change.tenant.id, change.tenant);
        return;
      case 'create-owner':
      case 'update-owner':
        this.owners.set(ownerName(change.owner), change.owner);
        return;
      case 'create-key':
      case 'update-key':
        this.keys.set(change.key.id, change.key);
    }
  }
}

interface Versioned {
  readonly version: number;
}

function follows(stored: Versioned | undefined, next: Versioned): boolean {
  return stored?.version === next.version - 1;
}

function ownerName({ tenant, id }: { readonly tenant: string; readonly id: string }): string {
  return `${tenant}#${id}`;
}

function ofTenant<Entity extends { readonly tenant: string }>(
  entities: ReadonlyMap<string, Entity>,
  tenant: string,
): readonly Entity[] {
  return [...entities.values()].filter((each) => each.tenant === tenant);
}

function withoutDigests({ credentials, ...settings }: Key) {
  return settings;
}

function pageOf<Entity>(
  entities: readonly Entity[],
  { order, position, positionOf }: Listing<Entity>,
  { cursor, limit }: PageRequest,
): Page<Entity> | 'bad-cursor' {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, position);
  if (cursor !== undefined && after === undefined) return 'bad-cursor';

  const direction = order === 'ascending' ? 1 : -1;
  const compare = (one: string, other: string) => (one < other ? -direction : one > other ? direction : 0);
  const rest = entities
    .toSorted((one, other) => compare(positionOf(one), positionOf(other)))
    .filter((each) => after === undefined || compare(positionOf(each), after) > 0);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last && rest.length > limit ? encodeCursor(positionOf(last)) : undefined };
}
