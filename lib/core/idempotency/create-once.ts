import type { AuditAction, AuditEvent, Caller } from '../audit/event.ts';
import type { JsonObject } from '../json.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { Change, CommitOutcome } from '../store.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { type IdempotencyRecord, type IdempotencyToken, isWithinWindow, recordOf } from './record.ts';

/** Why a creation with a token may be refused, whatever it creates. */
export type CreateOnceRejection = 'idempotency-key-reused' | 'conflict';

/** How a creation and its repetition go. */
export interface Creation<Result> {
  /** Creates, and commits the token's record with it; `stale` where somebody else's record came first. */
  readonly create: () => Promise<Result | 'stale'>;
  /** What a repetition is answered with, from what was created. */
  readonly repeat: (createdId: string) => Promise<Result>;
}

/**
 * Creates something once for each token within its window, whoever asks how often, and also at the same time:
 *
 *     first    reads no record · commits thing and record
 *     second   reads no record ·                          commit is stale · reads the record · repeats
 *
 * A token whose body is another one than before is refused. Without a token each call creates.
 */
export function createOnce<Result extends { readonly outcome: string }>(
  { store, clock, pause }: UseCaseDeps,
  token: IdempotencyToken | undefined,
  { create, repeat }: Creation<Result>,
): Promise<Result | { readonly outcome: CreateOnceRejection }> {
  return retryOnConflict<Result | { readonly outcome: CreateOnceRejection }>(pause, async () => {
    const record = token && (await store.readIdempotencyRecord(token.id));
    if (!record || !isWithinWindow(record, clock())) return create();
    if (record.bodyDigest !== token.bodyDigest) return { outcome: 'idempotency-key-reused' };
    return repeat(record.createdId);
  });
}

/** What a record says was created, as it was found. */
export function created<Entity>(found: Entity | undefined): Entity {
  if (found !== undefined) return found;
  throw new Error('what an idempotency record says was created is not in the store');
}

/** What is created, as its audit event shows it. */
interface NewResource {
  readonly action: AuditAction;
  readonly tenant: string;
  readonly subject: AuditEvent['subject'];
  readonly after: JsonObject;
}

/** Commits a creation together with its audit event and, if the caller sent an idempotency key, its record. */
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

const MAX_DRAWS = 8;

/**
 * Repeats a creation with another random id while its id is taken.
 *
 * @throws Error if ids are taken so often that the source of randomness must be broken
 */
export async function withUnusedId<Result>(
  create: (draw: number) => Promise<Result | 'exists'>,
): Promise<Result> {
  for (let draw = 1; draw <= MAX_DRAWS; draw += 1) {
    const result = await create(draw);
    if (result !== 'exists') return result;
  }
  throw new Error(`${MAX_DRAWS} random ids were all taken: the source of randomness is broken`);
}
