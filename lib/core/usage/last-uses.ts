import { batchesOf } from '../batches.ts';
import type { KeySettings } from '../keys/key.ts';
import type { Clock } from '../runtime.ts';
import { newKeyUsage } from './key-usage.ts';
import type { UsageStore } from './usage-store.ts';

/** When each of some keys was used last, by id: null where it never was, or nobody watches. */
export type LastUsedAt = (key: string) => number | null;

/**
 * Reads the last uses of up to 100 keys. One that is not watched yet, because it was issued before usage was kept, is
 * watched from now on.
 */
export async function readLastUses(
  usage: Pick<UsageStore, 'readUsages' | 'createUsage'> | undefined,
  keys: readonly Pick<KeySettings, 'tenant' | 'id' | 'permissions' | 'status'>[],
  clock: Clock,
): Promise<LastUsedAt> {
  if (!usage || keys.length === 0) return () => null;
  const usages = await usage.readUsages(keys.map(({ id }) => id));
  const unwatched = keys.filter(({ id, status }) => !usages.has(id) && status !== 'revoked');
  await Promise.all(unwatched.map((key) => usage.createUsage(newKeyUsage(key, clock()))));
  return (key) => usages.get(key)?.lastUsedAtMs ?? null;
}

/** How many keys one request asks for. */
const AT_ONCE = 100;

/** The same of however many keys. */
export async function readAllLastUses(
  usage: Parameters<typeof readLastUses>[0],
  keys: Parameters<typeof readLastUses>[1],
  clock: Clock,
): Promise<LastUsedAt> {
  const batches = batchesOf(keys, AT_ONCE);
  const found = await Promise.all(batches.map((batch) => readLastUses(usage, batch, clock)));
  return (key) => found.map((lastUsedAt) => lastUsedAt(key)).find((ms) => ms !== null) ?? null;
}
