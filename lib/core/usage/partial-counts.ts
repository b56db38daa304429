import { hash } from 'node:crypto';
import { batchesOf } from '../batches.ts';
import { byDay, type Counts, countsOf, type KeyDecisions, sumOf } from './fold.ts';
import type { Day } from './limits.ts';
import type { UsageStore } from './usage-store.ts';

/** The counts of a key on one day. */
export interface KeyCounts {
  readonly tenant: string;
  readonly key: string;
  readonly day: Day;
  readonly counts: Counts;
}

/**
 * The counts of one delivery: one small write for any number of keys. The partial counts of a window are added up
 * together, so that counts cost a write for each key and window and not for each key and delivery.
 */
export interface PartialCounts {
  /** The same for each repetition of the delivery. */
  readonly id: string;
  readonly counts: readonly KeyCounts[];
}

/** The most keys per item of 400 KB: a key with the longest names and all outcomes takes about 600 bytes. */
const KEYS_PER_ITEM = 500;
/** The number of parallel writes. */
const PARALLEL_WRITES = 32;

/** The partial counts of a delivery: one item, or several if an item cannot contain all keys. */
export function partialCountsOf(batch: string, keys: readonly KeyDecisions[]): readonly PartialCounts[] {
  const counts = keys.flatMap(({ tenant, key, decisions }) =>
    [...byDay(decisions)].map(([day, ofDay]) => ({ tenant, key, day, counts: countsOf(ofDay) })),
  );
  return batchesOf(counts, KEYS_PER_ITEM).map((part, index) => ({ id: `${batch}#${index}`, counts: part }));
}

/**
 * Adds up partial counts: a write for each key and day, and one for each tenant and day. A repetition with the same
 * partial counts, also after an interruption, adds nothing twice.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function mergePartialCounts(
  store: Pick<UsageStore, 'addCounts'>,
  partialCounts: readonly PartialCounts[],
): Promise<void> {
  const batch = hash('sha256', partialCounts.map(({ id }) => id).join(), 'hex').slice(0, 16);
  const counts = partialCounts.flatMap((part) => part.counts);
  const ofKeys = Map.groupBy(counts, ({ key, day }) => `${day} ${key}`);
  const ofTenants = Map.groupBy(counts, ({ tenant, day }) => `${day} ${tenant}`);
  const additions = [
    ...[...ofKeys.values()].map((each) => ({ each, isOfKey: true })),
    ...[...ofTenants.values()].map((each) => ({ each, isOfKey: false })),
  ];
  for (const chunk of batchesOf(additions, PARALLEL_WRITES)) {
    await Promise.all(
      chunk.map(async ({ each: [one, ...others], isOfKey }) => {
        if (!one) return;
        const { tenant, key, day } = one;
        const sum = sumOf([one, ...others].map((other) => other.counts));
        await store.addCounts(isOfKey ? { tenant, key } : { tenant }, day, sum, batch);
      }),
    );
  }
}
