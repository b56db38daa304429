import { createHash } from 'node:crypto';
import type { KeyReader } from '../store.ts';
import { type BucketState, bucketOwner } from './bucket.ts';
import type { BucketScope } from './limited-buckets.ts';
import { reachedThresholds } from './thresholds.ts';

/** The kinds of events about limits: 80 percent and all of a quota or of credits are used. */
export const LIMIT_EVENT_KINDS = ['limit.approached', 'limit.reached'] as const;
export type LimitEventKind = (typeof LIMIT_EVENT_KINDS)[number];

/** An event about a quota or credits. */
export interface LimitEvent {
  readonly kind: LimitEventKind;
  /** The hash of the bucket, the limit, the window and the percentage: identical for every delivery of the event. */
  readonly id: string;
  readonly atMs: number;
  readonly scope: BucketScope;
  readonly tenant: string;
  /** Null for a limit of a tenant. */
  readonly owner: string | null;
  /** The key of the bucket, which is the first one of its lineage; null for a limit of an owner or a tenant. */
  readonly keyId: string | null;
  /** The name of the limit. */
  readonly limit: string;
  /** When the window ends; null for credits without a refill. */
  readonly resetAtMs: number | null;
}

/** Publishes events about limits, each at least once. */
export interface LimitEventPublisher {
  /** @throws UnavailableError if the bus does not accept the event */
  publish(event: LimitEvent): Promise<void>;
}

/** An update of a stored bucket. */
export interface BucketChange {
  readonly bucket: string;
  readonly before: BucketState;
  readonly after: BucketState;
  readonly atMs: number;
}

export interface LimitEventDeps {
  readonly store: Pick<KeyReader, 'readKey'>;
  readonly limitEvents: LimitEventPublisher;
}

/**
 * Publishes the thresholds that updates of buckets recorded. Safe to repeat: the events have the same IDs.
 *
 * @throws UnavailableError if the bus or the key table did not respond
 */
export async function publishLimitEvents(
  { store, limitEvents }: LimitEventDeps,
  changes: readonly BucketChange[],
): Promise<void> {
  for (const { bucket, before, after, atMs } of changes) {
    const reached = reachedThresholds(before, after);
    const subject = reached.length > 0 ? await subjectOf(store, bucket) : undefined;
    if (!subject) continue;
    for (const { limit, percent, windowEndMs, id } of reached) {
      await limitEvents.publish({
        kind: percent === 100 ? 'limit.reached' : 'limit.approached',
        id: createHash('sha256').update(`${bucket} ${id}`).digest('hex'),
        atMs,
        ...subject,
        limit,
        resetAtMs: windowEndMs,
      });
    }
  }
}

type Subject = Pick<LimitEvent, 'scope' | 'tenant' | 'owner' | 'keyId'>;

/** Undefined if the bucket belongs to no key that exists. */
async function subjectOf(store: LimitEventDeps['store'], bucket: string): Promise<Subject | undefined> {
  const named = bucketOwner(bucket);
  if (named?.scope !== 'key') return named && { owner: null, keyId: null, ...named };
  const key = await store.readKey(named.keyId);
  return key && { scope: 'key', tenant: key.tenant, owner: key.owner, keyId: key.id };
}
