import { expect } from 'vitest';
import type { AuditEvent } from '../../../lib/core/audit/event.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import type { Cascades } from '../../../lib/core/keys/pending-cascade.ts';
import type { BucketReader } from '../../../lib/core/limits/bucket.ts';
import type { Change, Page, PageRequest, Store } from '../../../lib/core/store.ts';
import { eventOf, NO_MAXIMUM, ownerOf, tenantOf } from '../../support/entities.ts';

/** A store and what a test may see of it from outside. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly cascades: Cascades;
  readonly buckets: BucketReader;
  /** The committed events of a tenant at the day of `NOON`, in any order. */
  readonly eventsOf: (tenant: string) => Promise<readonly AuditEvent[]>;
}

/** A tenant with the active owner `ann`. */
export async function populate(store: Store) {
  const tenant = tenantOf();
  const owner = ownerOf(tenant.id);
  expect(await commit(store, { kind: 'create-tenant', tenant })).toBe('committed');
  expect(await commit(store, { kind: 'create-owner', owner })).toBe('committed');
  return { tenant, owner };
}

export async function created(store: Store, key: Key): Promise<Key> {
  expect(await commit(store, { kind: 'create-key', counting: NO_MAXIMUM, key })).toBe('committed');
  return key;
}

export function commit(store: Store, change: Change) {
  return store.commit(change, eventOf(tenantIn(change)));
}

function tenantIn(change: Change): string {
  if ('tenant' in change) return change.tenant.id;
  if ('session' in change) return change.session.tenant;
  if ('owner' in change) return change.owner.tenant;
  if ('key' in change) return change.key.tenant;
  throw new Error('what changes nothing names its tenant in its event alone');
}

export async function pageOf<Entity>(
  answer: Promise<Page<Entity> | 'invalid-cursor'>,
): Promise<Page<Entity>> {
  const page = await answer;
  if (page === 'invalid-cursor') throw new Error('the store rejected its own cursor');
  return page;
}

export async function allPages<Entity>(
  list: (page: PageRequest) => Promise<Page<Entity> | 'invalid-cursor'>,
  limit: number,
): Promise<readonly (readonly Entity[])[]> {
  const pages: (readonly Entity[])[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Entity> = await pageOf(list({ cursor, limit }));
    pages.push(page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return pages;
}
