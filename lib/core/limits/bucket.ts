/** The stored numbers of a bucket, by attribute. An idle bucket has none. */
export type BucketState = Readonly<Record<string, number>>;

/** A condition on one attribute of a bucket. */
export type BucketCondition =
  | { readonly attribute: string; readonly is: 'absent' }
  | {
      readonly attribute: string;
      readonly is: 'absent-or-below' | 'equal' | 'at-most' | 'at-least';
      readonly value: number;
    }
  | { readonly attribute: string; readonly is: 'between'; readonly low: number; readonly high: number };

/** An assignment of one attribute, or an addition to its stored value. */
export type BucketAssignment =
  | { readonly attribute: string; readonly to: number }
  | { readonly attribute: string; readonly add: number };

/** One conditional update of a bucket: all assignments if all conditions are met, otherwise none. */
export interface BucketUpdate {
  readonly when: readonly BucketCondition[];
  readonly set: readonly BucketAssignment[];
}

/** The state after an applied update, or the state that did not meet its conditions. */
export interface BucketUpdateResult {
  readonly applied: boolean;
  readonly state: BucketState;
}

/**
 * The port of the stored buckets. Its contract is test/adapters/bucket-store.contract.ts.
 *
 * @throws UnavailableError if the store did not respond in time. The update can have been applied, and is not repeated.
 */
export interface BucketStore {
  update(bucket: string, update: BucketUpdate): Promise<BucketUpdateResult>;
}

/** Strongly consistent reads of stored buckets. An absent bucket is idle. */
export interface BucketReader {
  /** @throws UnavailableError if the store did not respond */
  read(bucket: string): Promise<BucketState>;
}

/** The time-to-live attribute of a bucket, in seconds since 1970. */
export const BUCKET_EXPIRY = 'ttl';

/** 1 after the update that records a reached threshold, and 0 after each charge. The stream of the table is filtered on it. */
export const BUCKET_EVENT = 'e';

/** The key, the owner or the tenant of a bucket. */
export type BucketOwner =
  | { readonly scope: 'key'; readonly keyId: string }
  | { readonly scope: 'owner'; readonly tenant: string; readonly owner: string }
  | { readonly scope: 'tenant'; readonly tenant: string };

export function keyBucket(keyId: string): string {
  return `key#${keyId}`;
}

export function ownerBucket(tenant: string, owner: string): string {
  return `owner#${tenant}#${owner}`;
}

export function tenantBucket(tenant: string): string {
  return `tenant#${tenant}`;
}

/** Undefined if the name is not that of a bucket. */
export function bucketOwner(bucket: string): BucketOwner | undefined {
  const [scope, id, owner] = bucket.split('#');
  if (id === undefined) return undefined;
  if (scope === 'key') return { scope, keyId: id };
  if (scope === 'owner') return owner === undefined ? undefined : { scope, tenant: id, owner };
  return scope === 'tenant' ? { scope, tenant: id } : undefined;
}
