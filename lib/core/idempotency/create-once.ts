import type { AuditAction, AuditEvent, Caller } from '../audit/event.ts';
import type { JsonObject } from '../json.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { Change, CommitOutcome } from '../store.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { type IdempotencyRecord, type IdempotencyToken, isWithinWindow, recordOf } from './record.ts';

/** The rejections that every creation with a token can have. */
export type CreateOnceRejection = 'idempotency-key-reused' | 'conflict';

/** Creates an entity, or repeats the result. */
export interface Creation<Result> {
  /** Creates the entity and commits the token's record with it; `version-conflict` if another record was written first. */
  readonly create: () => Promise<Result | 'version-conflict'>;
  /** Returns the result of a repetition for the created entity. */
  readonly repeat: (createdId: string) => Promise<Result>;
}

/**
 * Creates an entity once for each token within its window, also for concurrent requests:
 *
 *     first    reads no record · commits entity and record
 *     second   reads no record ·                           version conflict · reads the record · repeats
 *
 * A token with a different body is rejected. Without a token, each call creates an entity.
 */
export function createOnce<Result extends { readonly outcome: string }>(
  { store, clock, backoff }: UseCaseDeps,
  token: IdempotencyToken | undefined,
  { create, repeat }: Creation<Result>,
): Promise<Result | { readonly outcome: CreateOnceRejection }> {
  return retryOnConflict<Result | { readonly outcome: CreateOnceRejection }>(backoff, async () => {
    const record = token && (await store.readIdempotencyRecord(token.id));
    if (!record || !isWithinWindow(record, clock())) return create();
    if (record.bodyDigest !== token.bodyDigest) return { outcome: 'idempotency-key-reused' };
    return repeat(record.createdId);
  });
}

/** The created entity that a record names. */
export function created<Entity>(found: Entity | undefined): Entity {
  if (found !== undefined) return found;
  throw new Error('the entity of an idempotency record is not in the store');
}

/** The created entity in its audit event. */
interface NewResource {
  readonly action: AuditAction;
  readonly tenant: string;
  readonly subject: AuditEvent['subject'];
  readonly after: JsonObject;
}

/** Commits a creation with its audit event and, if the caller sent an idempotency key, its record. */
export function commitCreation(
  deps: UseCaseDeps,
  caller: Caller,
  resource: NewResource,
  token: IdempotencyToken | undefined,
  change: (record: IdempotencyRecord | undefined) => Change,
): Promise<CommitOutcome> {
  const event = auditEvent(deps, caller, { ...resource, before: null });
  return deps.store.commit(change(recordOf(token, event)), event);
}

const MAX_ATTEMPTS = 8;

/**
 * Retries a creation with another random ID while its ID is taken.
 *
 * @throws Error after too many taken IDs, which indicates a broken source of randomness
 */
export async function withUnusedId<Result>(
  create: (attempt: number) => Promise<Result | 'exists'>,
): Promise<Result> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const result = await create(attempt);
    if (result !== 'exists') return result;
  }
  throw new Error(`${MAX_ATTEMPTS} random IDs in a row were taken: the source of randomness is broken`);
}
