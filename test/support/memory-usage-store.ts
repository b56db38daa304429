import { decodeCursor, encodeCursor } from '../../lib/adapters/dynamodb/cursor.ts';
import {
  encodeSegments,
  LOG_POSITION,
  logPositionOf,
} from '../../lib/adapters/dynamodb/usage/access-log-item.ts';
import { countsSortKey, dayOfHour } from '../../lib/adapters/dynamodb/usage/counts-item.ts';
import { usageListing } from '../../lib/adapters/dynamodb/usage/listings.ts';
import { encodeUsage } from '../../lib/adapters/dynamodb/usage/usage-item.ts';
import type { Page, PageRequest } from '../../lib/core/store.ts';
import type { AccessLogEntry } from '../../lib/core/usage/access-log.ts';
import { matchesFilter } from '../../lib/core/usage/access-log-filter.ts';
import type { Watermark } from '../../lib/core/usage/delivery.ts';
import { type Counts, sumOf } from '../../lib/core/usage/fold.ts';
import type { KeyUsage } from '../../lib/core/usage/key-usage.ts';
import { mergePartialUsage, type PartialUsage } from '../../lib/core/usage/partial-usage.ts';
import type { CountScope, UsageStore } from '../../lib/core/usage/usage-store.ts';

export interface MemoryUsageStore extends UsageStore {
  readonly usages: Map<string, KeyUsage>;
  readonly log: ReadonlyMap<string, AccessLogEntry>;
  /** Merges the pending partial usage, as the end of a window does. */
  endWindow(): Promise<void>;
  /** All writes, by kind, with the number of items. */
  readonly writes: Map<string, number>;
  /** All read requests, by kind. */
  readonly reads: Map<string, number>;
  /** Returns the error that a write throws, or undefined. */
  failing: ((write: string) => Error | undefined) | undefined;
}

/** A usage store in memory that counts requests. It passes the same contract tests as the DynamoDB store. */
export function createMemoryUsageStore(): MemoryUsageStore {
  const usages = new Map<string, KeyUsage>();
  const days = new Map<string, Counts>();
  const batches = new Map<string, string>();
  const failures = new Map<string, { count: number; batch: string }>();
  const log = new Map<string, AccessLogEntry>();
  const partialUsage = new Map<string, PartialUsage>();
  const merged = new Map<number, number>();
  let waiting: PartialUsage[] = [];
  const watermarks = new Map<string, Watermark>();
  const writes = new Map<string, number>();
  const reads = new Map<string, number>();

  const wrote = (what: string, items = 1): void => {
    const failure = store.failing?.(what);
    if (failure) throw failure;
    writes.set(what, (writes.get(what) ?? 0) + items);
  };
  const read = <Result>(what: string, result: Result): Result => {
    reads.set(what, (reads.get(what) ?? 0) + 1);
    return structuredClone(result);
  };

  const store: MemoryUsageStore = {
    ...{ usages, log, writes, reads, failing: undefined },
    readUsage: async (key) => read('usage', usages.get(key)),
    readUsages: async (keys) => read('usages', new Map([...usages].filter(([key]) => keys.includes(key)))),
    createUsage: async (usage) => {
      if (usages.has(usage.key)) return;
      wrote('usage');
      usages.set(usage.key, structuredClone(usage));
    },
    replaceUsage: async (usage) => {
      if (usages.get(usage.key)?.version !== usage.version - 1) return 'version-conflict';
      wrote('usage');
      usages.set(usage.key, structuredClone(usage));
      return 'committed';
    },
    appendPartialUsage: async (added) => {
      if (partialUsage.has(added.id)) return;
      wrote('partial usage');
      partialUsage.set(added.id, structuredClone(added));
      waiting.push(added);
    },
    readRecordedLines: async (fromMs, throughMs) => {
      const inRange = [...partialUsage.values()].filter(
        ({ startMs }) => startMs >= fromMs && startMs <= throughMs,
      );
      return read('recorded lines', new Set(inRange.flatMap(({ lines }) => lines)));
    },
    recordMerged: async (partition, startMs) => {
      if ((merged.get(partition) ?? Number.NEGATIVE_INFINITY) >= startMs) return;
      wrote('merged');
      merged.set(partition, startMs);
    },
    readOldestUnmerged: async (sinceMs) => {
      const starts = [...partialUsage.values()]
        .filter(({ partition, startMs }) => startMs > (merged.get(partition) ?? 0) && startMs >= sinceMs)
        .map(({ startMs }) => startMs);
      return read('unmerged', starts.length === 0 ? undefined : Math.min(...starts));
    },
    endWindow: async () => {
      await mergePartialUsage(store, waiting);
      waiting = [];
    },
    addCounts: async (counted, added, batch) => {
      const items = Map.groupBy(added, ({ hour }) => countsSortKey(counted, dayOfHour(hour)));
      for (const [item, hours] of items) {
        const name = `${counted.key ?? counted.tenant} ${item} ${batch.partition}`;
        if (batches.get(name) === batch.id) continue;
        wrote(counted.key === undefined ? 'counts of a tenant' : 'counts of a key');
        batches.set(name, batch.id);
        for (const { hour, counts } of hours) {
          const day = dayName(counted, dayOfHour(hour));
          days.set(day, sumOf([days.get(day) ?? {}, counts]));
        }
      }
    },
    readCounts: async (counted, fromDay, throughDay) => {
      const found = [];
      for (let day = fromDay; day <= throughDay; day += 1) {
        const counts = days.get(dayName(counted, day));
        if (counts) found.push({ day, counts });
      }
      return read('counts', found);
    },
    addFailures: async (of, hour, count, batch) => {
      const name = `${JSON.stringify(of)} ${hour}`;
      const before = failures.get(name);
      if (before?.batch === batch) return before.count;
      wrote('failures');
      const after = (before?.count ?? 0) + count;
      failures.set(name, { count: after, batch });
      return after;
    },
    appendAccessLog: async (batch, entries) => {
      if (entries.length > 0) wrote('access log', encodeSegments(batch, entries).length);
      for (const { ms, ...entry } of entries) {
        log.set(`${entry.tenant}#${entry.key}#${logPositionOf(entry)}`, structuredClone(entry));
      }
    },
    listAccessLog: async ({ tenant, key }, page, filter = {}) => {
      const entries = [...log.values()].filter(
        (each) => each.tenant === tenant && (key === undefined || each.key === key),
      );
      const { fromMs = 0, toMs = Number.POSITIVE_INFINITY } = filter;
      const sorted = entries
        .filter((entry) => entry.atMs >= fromMs && entry.atMs < toMs && matchesFilter(entry, filter))
        .map((entry) => [logPositionOf(entry), entry] as const);
      return read('access log', pageOf(sorted, 'descending', LOG_POSITION, page));
    },
    listKeys: async (listing, of, page) => {
      const { partitions, sortKey, partitionKey, after, before, position } = usageListing(listing, of);
      const found = [...usages.values()].flatMap((usage) => {
        const item = encodeUsage(usage);
        const place = item[sortKey]?.S ?? '';
        const isThere = partitions.includes(item[partitionKey]?.S ?? '') && place > after && place < before;
        return isThere ? [[place, usage.key] as const] : [];
      });
      return read('keys', pageOf(found, 'ascending', position, page));
    },
    readWatermarks: async () => read('watermarks', [...watermarks.values()]),
    replaceWatermark: async (watermark) => {
      const { logGroup, version } = watermark;
      if ((watermarks.get(logGroup)?.version ?? 0) !== version - 1) return 'version-conflict';
      wrote('watermark');
      watermarks.set(logGroup, watermark);
      return 'committed';
    },
  };
  return store;
}

function dayName({ tenant, key }: CountScope, day: number): string {
  return `${key === undefined ? tenant : `key ${key}`} ${day}`;
}

function pageOf<Entity>(
  entities: readonly (readonly [position: string, Entity])[],
  order: 'ascending' | 'descending',
  allowed: RegExp,
  { cursor, limit }: PageRequest,
): Page<Entity> | 'invalid-cursor' {
  const last = cursor === undefined ? undefined : decodeCursor(cursor, allowed);
  if (cursor !== undefined && last === undefined) return 'invalid-cursor';
  const direction = order === 'ascending' ? 1 : -1;
  const rest = entities
    .toSorted(([one], [other]) => (one < other ? -direction : direction))
    .filter(
      ([position]) =>
        last === undefined || (position > last ? direction > 0 : position < last && direction < 0),
    );
  const shown = rest.slice(0, limit);
  const next = rest.length > limit ? shown.at(-1)?.[0] : undefined;
  return {
    items: shown.map(([, entity]) => entity),
    next: next === undefined ? undefined : encodeCursor(next),
  };
}
