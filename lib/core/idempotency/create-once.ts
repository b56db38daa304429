import { untilSettled } from '../settle.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { type CreationToken, isWithinWindow } from './record.ts';

/** Why a creation with a token may be refused, whatever it creates. */
export type CreateOnceRefusal = 'idempotency-key-reused' | 'contended';

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
  token: CreationToken | undefined,
  { create, repeat }: Creation<Result>,
): Promise<Result | { readonly outcome: CreateOnceRefusal }> {
  return untilSettled<Result | { readonly outcome: CreateOnceRefusal }>(pause, async () => {
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
