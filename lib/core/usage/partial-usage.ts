import { hash } from 'node:crypto';
import { batchesOf } from '../batches.ts';
import { crc32 } from '../keys/checksum.ts';
import type { AccessLogEntry } from './access-log.ts';
import { byHour, type Counts, countsOf, type KeyDecisions } from './fold.ts';
import type { Hour } from './limits.ts';
import type { HourCounts, UsageStore } from './usage-store.ts';

/** The counts of a key in one hour. */
export interface KeyCounts {
  readonly tenant: string;
  readonly key: string;
  readonly hour: Hour;
  readonly counts: Counts;
}

/**
 * The counts and the access log entries of one delivery: one small write for any number of keys. The partial usage of a
 * window is merged, so that counts cost a write for each key and window, and the access log one for each tenant and window,
 * and not for each delivery or request.
 */
export interface PartialUsage {
  /** The same for each repetition of the delivery. */
  readonly id: string;
  /** The partition that it is stored in. The partitions are merged in parallel, each in order. */
  readonly partition: number;
  readonly counts: readonly KeyCounts[];
  readonly entries: readonly AccessLogEntry[];
}

/** A group of partial usage of one partition that is merged together. */
export interface Batch {
  /** The same for each repetition. */
  readonly id: string;
  readonly partition: number;
}

/** The number of partitions of partial usage. */
const PARTITIONS = 4;
/** A delivery of fewer keys is stored in one partition, because each item costs a write. */
const PARTITIONED_KEYS = 128;
/** The most counts and entries per item of 400 KB: the longest counts take about 600 bytes, and the longest entry 2.5 KB. */
const COUNTS_PER_ITEM = 150;
const ENTRIES_PER_ITEM = 100;
/** The number of parallel writes. */
const PARALLEL_WRITES = 32;

/** The partial usage of a delivery: one item, or several if it has many keys or entries. */
export function partialUsageOf(
  batch: string,
  keys: readonly KeyDecisions[],
  entries: readonly AccessLogEntry[],
): readonly PartialUsage[] {
  const partitions = keys.length < PARTITIONED_KEYS ? 1 : PARTITIONS;
  const partitionOf = ({ key }: { readonly key: string }) => crc32(key) % partitions;
  return Array.from({ length: partitions }, (_, partition) => {
    const isHere = (each: { readonly key: string }) => partitionOf(each) === partition;
    return partialUsageItems(
      `${batch}#${partition}`,
      partition,
      countsOfKeys(keys.filter(isHere)),
      entries.filter(isHere),
    );
  }).flat();
}

function countsOfKeys(keys: readonly KeyDecisions[]): readonly KeyCounts[] {
  return keys.flatMap(({ tenant, key, decisions }) =>
    [...byHour(decisions)].map(([hour, ofHour]) => ({ tenant, key, hour, counts: countsOf(ofHour) })),
  );
}

function partialUsageItems(
  id: string,
  partition: number,
  counts: readonly KeyCounts[],
  entries: readonly AccessLogEntry[],
): readonly PartialUsage[] {
  const countsOfItems = batchesOf(counts, COUNTS_PER_ITEM);
  const entriesOfItems = batchesOf(entries, ENTRIES_PER_ITEM);
  const items = Math.max(countsOfItems.length, entriesOfItems.length);
  return Array.from({ length: items }, (_, index) => ({
    id: `${id}#${index}`,
    partition,
    counts: countsOfItems[index] ?? [],
    entries: entriesOfItems[index] ?? [],
  }));
}

/**
 * Merges partial usage: appends the entries to the access log, and adds up the counts with a write for each key and each
 * tenant. A repetition with the same partial usage, also after an interruption, adds nothing twice.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function mergePartialUsage(
  store: Pick<UsageStore, 'addCounts' | 'appendAccessLog'>,
  partialUsage: readonly PartialUsage[],
): Promise<void> {
  const partitions = Map.groupBy(partialUsage, ({ partition }) => partition);
  for (const [partition, parts] of partitions) await mergePartition(store, partition, parts);
}

async function mergePartition(
  store: Pick<UsageStore, 'addCounts' | 'appendAccessLog'>,
  partition: number,
  parts: readonly PartialUsage[],
): Promise<void> {
  const id = hash('sha256', parts.map((part) => part.id).join(), 'hex').slice(0, 16);
  // Before the counts, which show on which days a key has entries.
  await store.appendAccessLog(
    id,
    parts.flatMap(({ entries }) => entries),
  );
  const counts = parts.flatMap((part) => part.counts);
  const ofKeys = [...Map.groupBy(counts, ({ key }) => key).values()];
  const ofTenants = [...Map.groupBy(counts, ({ tenant }) => tenant).values()];
  const additions = [
    ...ofKeys.map((each) => ({ each, isOfKey: true })),
    ...ofTenants.map((each) => ({ each, isOfKey: false })),
  ];
  for (const chunk of batchesOf(additions, PARALLEL_WRITES)) {
    await Promise.all(
      chunk.map(async ({ each, isOfKey }) => {
        const [one] = each;
        if (!one) return;
        const { tenant, key } = one;
        const added: readonly HourCounts[] = each.map(({ hour, counts: ofHour }) => ({
          hour,
          counts: ofHour,
        }));
        await store.addCounts(isOfKey ? { tenant, key } : { tenant }, added, { id, partition });
      }),
    );
  }
}
