import type { IdempotencyToken } from '../idempotency/record.ts';
import { createdIdOn, dayOf } from './issue-managed-key.ts';
import type { ManagedKey } from './managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';

/** A creation whose caller received no response. */
export interface LostCreation {
  readonly tenant: string;
  readonly token: IdempotencyToken;
  /** When its caller stopped waiting, in milliseconds since 1970. */
  readonly lostAtMs: number;
  /** The existing key that it adopts; undefined for a new key. */
  readonly adopted?: string | undefined;
}

export type FindCreationResult =
  | { readonly outcome: 'done'; readonly managed: ManagedKey }
  /** `rotation-in-progress`: the creation may still be running. `not-managed`: its key was unmanaged since. */
  | { readonly outcome: 'rotation-in-progress' | 'not-found' | 'not-managed' };

/**
 * Finds the key of a creation or an adoption at any later time, without creating one. A repetition of the creation would
 * create another key after its idempotency record has expired.
 */
export async function findCreation(
  deps: ManageDeps,
  { tenant, token, lostAtMs, adopted }: LostCreation,
): Promise<FindCreationResult> {
  const { maxRunMs, clockSkewMs } = deps.limits;
  const mayRun = deps.clock() < lostAtMs + maxRunMs + clockSkewMs;
  const keyId = adopted ?? (await createdId(deps, token, lostAtMs));
  const managed = keyId === undefined ? undefined : await deps.store.readManagedKey(keyId);
  if (managed?.tenant === tenant) return { outcome: 'done', managed };
  // A new key is managed from its creation on, but an adopted key exists before.
  const isCreated = keyId !== undefined && adopted === undefined;
  if (mayRun && !isCreated) return { outcome: 'rotation-in-progress' };
  return { outcome: keyId === undefined ? 'not-found' : 'not-managed' };
}

/** From the idempotency record. The table removes it after a day, so then from the possible IDs of the creation. */
async function createdId(
  deps: ManageDeps,
  token: IdempotencyToken,
  lostAtMs: number,
): Promise<string | undefined> {
  const record = await deps.store.readIdempotencyRecord(token.id);
  if (record) return record.createdId;
  // Repetitions end within hours, and clocks differ.
  for (const days of [-1, 0, 1]) {
    const id = createdIdOn(deps, token, dayOf(lostAtMs) + days);
    if (await deps.store.readKey(id)) return id;
  }
  return undefined;
}
