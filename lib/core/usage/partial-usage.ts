import { hash } from 'node:crypto';
import { batchesOf } from '../batches.ts';
import { crc32 } from '../keys/checksum.ts';
import type { AccessLogEntry } from './access-log.ts';
import { type Counts, countsOf, type Folded, type KeyDecisions } from './fold.ts';
import { type Hour, hourOf } from './limits.ts';
import type { CountedDecision } from './logged-decision.ts';
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
  /** The time of the first decision of the delivery. */
  readonly startMs: number;
  /** The partition that it is stored in. The partitions are merged in parallel, each in order. */
  readonly partition: number;
  readonly counts: readonly KeyCounts[];
  readonly entries: readonly AccessLogEntry[];
  /** The IDs of the lines in the counts. */
  readonly lines: readonly string[];
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
/** An ID of a line takes 8 bytes. */
const LINES_PER_ITEM = 4_000;
/** The number of parallel writes. */
const PARALLEL_WRITES = 32;

/** The partial usage of a delivery: one item, or several if it has many keys, lines or entries. */
export function partialUsageOf(
  { batch, startMs = 0 }: Pick<Folded, 'batch' | 'startMs'>,
  keys: readonly KeyDecisions[],
  entries: readonly AccessLogEntry[],
): readonly PartialUsage[] {
  const partitions = keys.length < PARTITIONED_KEYS ? 1 : PARTITIONS;
  return Array.from({ length: partitions }, (_, partition) => {
    const isHere = ({ key }: { readonly key: string }) => partitionOf(key, partitions) === partition;
    const lines = partsOf(keys.filter(isHere));
    const entriesOfItems = batchesOf(entries.filter(isHere), ENTRIES_PER_ITEM);
    return Array.from({ length: Math.max(lines.length, entriesOfItems.length) }, (_, index) => ({
      id: `${batch}#${partition}#${index}`,
      startMs,
      partition,
      ...countedLines(lines[index] ?? []),
      entries: entriesOfItems[index] ?? [],
    }));
  }).flat();
}

/** The partial usage of single lines: one item for each line. */
export function partialUsageOfLines(
  keys: readonly KeyDecisions[],
  entries: readonly AccessLogEntry[],
): readonly PartialUsage[] {
  return linesOf(keys).map((line) => ({
    id: line.decision.id,
    startMs: line.decision.atMs,
    partition: partitionOf(line.key, PARTITIONS),
    ...countedLines([line]),
    entries: entries.filter(({ id }) => id === line.decision.id),
  }));
}

function partitionOf(key: string, partitions: number): number {
  return crc32(key) % partitions;
}

/** A decision with the key that it is counted for. */
interface Line extends Pick<KeyCounts, 'tenant' | 'key' | 'hour'> {
  readonly decision: CountedDecision;
}

function linesOf(keys: readonly KeyDecisions[]): readonly Line[] {
  return keys.flatMap(({ tenant, key, decisions }) =>
    decisions.map((decision) => ({ tenant, key, hour: hourOf(decision.atMs), decision })),
  );
}

/** Splits lines into parts that fit into an item. Depends only on the lines: a repetition has the same parts. */
function partsOf(keys: readonly KeyDecisions[]): readonly (readonly Line[])[] {
  const parts: Line[][] = [];
  let counts = new Set<string>();
  for (const line of linesOf(keys)) {
    const last = parts.at(-1);
    const name = countName(line);
    const hasSpace = counts.has(name) || counts.size < COUNTS_PER_ITEM;
    if (last && hasSpace && last.length < LINES_PER_ITEM) last.push(line);
    else {
      parts.push([line]);
      counts = new Set();
    }
    counts.add(name);
  }
  return parts;
}

function countName({ key, hour }: Line): string {
  return `${key} ${hour}`;
}

function countedLines(lines: readonly Line[]): Pick<PartialUsage, 'counts' | 'lines'> {
  const counted = [...Map.groupBy(lines, countName).values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const { tenant, key, hour } = first;
    return [{ tenant, key, hour, counts: countsOf([first, ...others].map(({ decision }) => decision)) }];
  });
  return { counts: counted, lines: lines.map(({ decision }) => decision.id) };
}

export type MergeStore = Pick<UsageStore, 'addCounts' | 'appendAccessLog' | 'recordMerged'>;

/**
 * Merges partial usage: appends the entries to the access log, and adds up the counts with a write for each key and each
 * tenant. A repetition with the same partial usage, also after an interruption, adds nothing twice.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function mergePartialUsage(
  store: MergeStore,
  partialUsage: readonly PartialUsage[],
): Promise<void> {
  const partitions = Map.groupBy(partialUsage, ({ partition }) => partition);
  for (const [partition, parts] of partitions) await mergePartition(store, partition, parts);
}

async function mergePartition(
  store: MergeStore,
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
  // Last, so that it shows that all earlier partial usage of the partition is merged.
  await store.recordMerged(partition, Math.max(...parts.map(({ startMs }) => startMs)));
}
