import { hash } from 'node:crypto';
import { batchesOf } from '../batches.ts';
import { byDay, type Counts, countsOf, type KeyDecisions, sumOf } from './fold.ts';
import type { Day } from './limits.ts';
import type { UsageStore } from './usage-store.ts';

/** What was decided on one key on one day. */
export interface KeyCounts {
  readonly tenant: string;
  readonly key: string;
  readonly day: Day;
  readonly counts: Counts;
}

/**
 * What one delivery counts. It is one small write, however many keys it tells of; those of a window are added up
 * together, so that counts cost a write for each key and window, and not for each key and delivery.
 */
export interface PartialCounts {
  /** The same for the same delivery, however often it is repeated. */
  readonly id: string;
  readonly counts: readonly KeyCounts[];
}

/** How many keys one item tells of: with the longest names and every outcome a key takes some 600 bytes of its 400 KB. */
const KEYS_A_TALLY = 500;
/** How many items are written at the same time. */
const AT_ONCE = 32;

/** The tallies of a delivery: one, unless it tells of more keys than an item holds. */
export function partialCountsOf(batch: string, keys: readonly KeyDecisions[]): readonly PartialCounts[] {
  const counts = keys.flatMap(({ tenant, key, decisions }) =>
    [...byDay(decisions)].map(([day, ofDay]) => ({ tenant, key, day, counts: countsOf(ofDay) })),
  );
  return batchesOf(counts, KEYS_A_TALLY).map((part, index) => ({ id: `${batch}#${index}`, counts: part }));
}

/**
 * Adds tallies up: a write for each key and day, and one for each tenant and day. The same tallies can be added again
 * as they are, also where that stopped half-way: what was added is not added twice.
 *
 * @throws UnavailableError where the store doesn't answer
 */
export async function mergePartialCounts(
  store: Pick<UsageStore, 'addCounts'>,
  partialCounts: readonly PartialCounts[],
): Promise<void> {
  const batch = hash('sha256', partialCounts.map(({ id }) => id).join(), 'hex').slice(0, 32);
  const counts = partialCounts.flatMap((part) => part.counts);
  const ofKeys = Map.groupBy(counts, ({ key, day }) => `${day} ${key}`);
  const ofTenants = Map.groupBy(counts, ({ tenant, day }) => `${day} ${tenant}`);
  const additions = [
    ...[...ofKeys.values()].map((each) => ({ each, isOfKey: true })),
    ...[...ofTenants.values()].map((each) => ({ each, isOfKey: false })),
  ];
  for (const some of batchesOf(additions, AT_ONCE)) {
    await Promise.all(
      some.map(async ({ each: [one, ...others], isOfKey }) => {
        if (!one) return;
        const { tenant, key, day } = one;
        const sum = sumOf([one, ...others].map((other) => other.counts));
        await store.addCounts(isOfKey ? { tenant, key } : { tenant }, day, sum, batch);
      }),
    );
  }
}
