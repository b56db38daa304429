import { batchesOf } from '../batches.ts';
import type { Owner } from '../owners/owner.ts';
import { settingsOfPlan } from '../plans/plan.ts';
import { readKnown } from '../read-known.ts';
import type { CountedKey, KeyCounting, OwnerId, Store } from '../store.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { Key } from './key.ts';

/** The number of counted keys that are read in parallel, and released in one transaction. */
const BATCH = 32;

/** The maximum number of keys of an owner: its own setting, else that of its plan; null without a maximum. */
export function maxKeysOf({ plans }: Pick<UseCaseDeps, 'plans'>, owner: Owner): number | null {
  return owner.maxKeys ?? settingsOfPlan(plans, owner.plan).maxKeys ?? null;
}

/** Whether a key counts towards the maximum of its owner: disabled keys do, because `enableKey` does not check it. */
export function counts({ status, expiresAtMs }: Pick<Key, 'status' | 'expiresAtMs'>, nowMs: number): boolean {
  return (status === 'active' || status === 'disabled') && (expiresAtMs === null || nowMs < expiresAtMs);
}

/**
 * Whether an owner can have another key. No write counts a key out when it ends: if the maximum is reached, the keys that
 * have ended are released here.
 *
 * @returns version-conflict if a key changed concurrently: decide again
 * @throws UnavailableError if the store does not respond
 */
export async function findRoom(
  { store, clock }: Pick<UseCaseDeps, 'store' | 'clock'>,
  owner: OwnerId,
  maxKeys: number | null,
): Promise<'free' | 'full' | 'version-conflict'> {
  if (maxKeys === null) return 'free';
  let count = await store.readKeyCount(owner);
  if (count < maxKeys) return 'free';
  let counted = 0;
  for (const ids of batchesOf(await store.readCountedKeys(owner), BATCH)) {
    const ended = await endedOf(store, ids, clock());
    counted += ids.length - ended.length;
    if (counted >= maxKeys) return 'full';
    if (ended.length === 0) continue;
    if ((await store.releaseKeys(owner, ended)) === 'version-conflict') return 'version-conflict';
    count -= ended.length;
    if (count < maxKeys) return 'free';
  }
  // Keys were created since the count was read.
  return 'version-conflict';
}

/**
 * How the next version of a key is counted if it can be accepted longer than the stored one: after a restore, or with
 * another expiry. A key that has ended needs room, and can still be counted.
 */
export async function countAgain(
  deps: Pick<UseCaseDeps, 'store' | 'clock' | 'plans'>,
  { before, next, owner }: { readonly before: Key; readonly next: Key; readonly owner: Owner },
  nowMs: number,
): Promise<Recount> {
  if (!counts(next, nowMs)) return {};
  const maxKeys = maxKeysOf(deps, owner);
  const room = counts(before, nowMs) ? 'free' : await findRoom(deps, owner, maxKeys);
  if (room !== 'free') return room === 'full' ? { rejected: 'key-limit-reached' } : room;
  const isCounted = await deps.store.isKeyCounted(before);
  return { counting: isCounted ? { kind: 'counted' } : { kind: 'added', maxKeys } };
}

type Recount =
  | { readonly counting?: Exclude<KeyCounting, { kind: 'in-place-of' }> }
  | { readonly rejected: 'key-limit-reached' }
  | 'version-conflict';

/** The keys that do not count any more, those that were lost included. A key that cannot be decoded counts. */
async function endedOf(store: Store, ids: readonly string[], nowMs: number): Promise<readonly CountedKey[]> {
  const read = ids.map(async (id) => ({ id, key: await readKnown(store.readKey(id)) }));
  return (await Promise.all(read)).flatMap(({ id, key }) =>
    key === 'unknown' || (key && counts(key, nowMs)) ? [] : [{ id, version: key?.version ?? null }],
  );
}
