import { batchesOf } from '../batches.ts';
import type { KeySettings } from '../keys/key.ts';
import type { Clock } from '../runtime.ts';
import { type KeyUsage, newKeyUsage } from './key-usage.ts';
import type { UsageStore } from './usage-store.ts';

/** What reading last uses needs of the usage store. */
export type LastUseStore = Pick<UsageStore, 'readUsages' | 'createUsage'>;
type RecordedKey = Pick<KeySettings, 'tenant' | 'id' | 'permissions' | 'status'>;

/** The last use of keys, by ID: null if there was no use or the key is not recorded. */
export type LastUsedAt = (key: string) => number | null;

/**
 * Reads the usages of up to 100 keys, by ID. Starts recording for a key that was issued before the deployment recorded
 * usage.
 */
export async function readOrStartUsages(
  usage: LastUseStore,
  keys: readonly RecordedKey[],
  clock: Clock,
): Promise<ReadonlyMap<string, KeyUsage>> {
  if (keys.length === 0) return new Map();
  const usages = await usage.readUsages(keys.map(({ id }) => id));
  const unrecorded = keys.filter(({ id, status }) => !usages.has(id) && status !== 'revoked');
  await Promise.all(unrecorded.map((key) => usage.createUsage(newKeyUsage(key, clock()))));
  return usages;
}

/** Reads the last uses of up to 100 keys. */
export async function readLastUses(
  usage: LastUseStore | undefined,
  keys: readonly RecordedKey[],
  clock: Clock,
): Promise<LastUsedAt> {
  if (!usage) return () => null;
  const usages = await readOrStartUsages(usage, keys, clock);
  return (key) => usages.get(key)?.lastUsedAtMs ?? null;
}

/** The number of keys per request. */
const KEYS_PER_REQUEST = 100;

/** The same for any number of keys. */
export async function readAllLastUses(
  usage: LastUseStore | undefined,
  keys: readonly RecordedKey[],
  clock: Clock,
): Promise<LastUsedAt> {
  const batches = batchesOf(keys, KEYS_PER_REQUEST);
  const found = await Promise.all(batches.map((batch) => readLastUses(usage, batch, clock)));
  return (key) => found.map((lastUsedAt) => lastUsedAt(key)).find((ms) => ms !== null) ?? null;
}
