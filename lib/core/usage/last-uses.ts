import { batchesOf } from '../batches.ts';
import type { KeySettings } from '../keys/key.ts';
import type { Clock } from '../runtime.ts';
import { newKeyUsage } from './key-usage.ts';
import type { UsageStore } from './usage-store.ts';

/** The last use of keys, by ID: null if there was no use or the key is not recorded. */
export type LastUsedAt = (key: string) => number | null;

/**
 * Reads the last uses of up to 100 keys. Starts recording for a key that was issued before the deployment recorded
 * usage.
 */
export async function readLastUses(
  usage: Pick<UsageStore, 'readUsages' | 'createUsage'> | undefined,
  keys: readonly Pick<KeySettings, 'tenant' | 'id' | 'permissions' | 'status'>[],
  clock: Clock,
): Promise<LastUsedAt> {
  if (!usage || keys.length === 0) return () => null;
  const usages = await usage.readUsages(keys.map(({ id }) => id));
  const unrecorded = keys.filter(({ id, status }) => !usages.has(id) && status !== 'revoked');
  await Promise.all(unrecorded.map((key) => usage.createUsage(newKeyUsage(key, clock()))));
  return (key) => usages.get(key)?.lastUsedAtMs ?? null;
}

/** The number of keys per request. */
const KEYS_PER_REQUEST = 100;

/** The same for any number of keys. */
export async function readAllLastUses(
  usage: Parameters<typeof readLastUses>[0],
  keys: Parameters<typeof readLastUses>[1],
  clock: Clock,
): Promise<LastUsedAt> {
  const batches = batchesOf(keys, KEYS_PER_REQUEST);
  const found = await Promise.all(batches.map((batch) => readLastUses(usage, batch, clock)));
  return (key) => found.map((lastUsedAt) => lastUsedAt(key)).find((ms) => ms !== null) ?? null;
}
