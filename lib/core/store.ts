import type { AuditEvent } from './audit/event.ts';
import type { IdempotencyRecord } from './idempotency/record.ts';
import type { Key, KeySettings } from './keys/key.ts';
import type { Owner } from './owners/owner.ts';
import type { Tenant } from './tenants/tenant.ts';

/** Everything that can happen to the stored state. Each is one transaction, together with its audit event. */
export type Change =
  | ({ readonly kind: 'create-tenant'; readonly tenant: Tenant } & Recorded)
  /** Needs its tenant. */
  | ({ readonly kind: 'create-owner'; readonly owner: Owner } & Recorded)
  /** Needs the version before it. */
  | { readonly kind: 'update-owner'; readonly owner: Owner }
  /** Needs its owner, active. */
  | ({ readonly kind: 'create-key'; readonly key: Key } & Recorded)
  /** Needs the version before it. */
  | { readonly kind: 'update-key'; readonly key: Key };

/** Written with a creation, where one is given. Needs that no record of its id is within its window. */
interface Recorded {
  readonly record?: IdempotencyRecord | undefined;
}

/**
 * How a commit ended. `stale`: somebody else wrote in between, read again and decide again; every other
 * refusal is final. A dependency that does not answer is no outcome but an `UnavailableError`.
 */
export type CommitOutcome = 'committed' | 'exists' | 'stale' | 'no-tenant' | 'no-owner' | 'owner-cut-off';

/** The store can't be reached, is throttled or timed out: nothing is known to have happened, try again. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** What deciding needs: two strongly consistent reads by id. */
export interface KeyReader {
  readKey(id: string): Promise<Key | undefined>;
  readOwner(tenant: string, id: string): Promise<Owner | undefined>;
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

/** The port of all stored state. Its contract is test/adapters/store.contract.ts. */
export interface Store extends KeyReader {
  readTenant(id: string): Promise<Tenant | undefined>;
  /** Strongly consistent. Also one whose window has passed, until the store has tidied up. */
  readIdempotencyRecord(id: string): Promise<IdempotencyRecord | undefined>;
  listTenants(page: PageRequest): Promise<Page<Tenant> | 'bad-cursor'>;
  listOwners(tenant: string, page: PageRequest): Promise<Page<Owner> | 'bad-cursor'>;
  /** Newest first. An index answers, and no index holds digests. */
  listKeys(tenant: string, page: PageRequest): Promise<Page<KeySettings> | 'bad-cursor'>;
  /** Writes the change and its event in one transaction, or nothing. */
  commit(change: Change, event: AuditEvent): Promise<CommitOutcome>;
}
