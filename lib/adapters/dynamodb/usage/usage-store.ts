import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import { batchesOf } from '../../../core/batches.ts';
import type { UsageStore } from '../../../core/usage/usage-store.ts';
import { decodeRows } from '../decode-rows.ts';
import { type KeyTable, readItem } from '../read-item.ts';
import { readRange } from '../read-range.ts';
import { encodeSegments } from './access-log-item.ts';
import { addCounts, readCounts } from './counts.ts';
import { addFailures } from './failures.ts';
import { usageListing } from './listings.ts';
import { readOldestUnmerged, recordMerged } from './merged.ts';
import { encodePartialUsage } from './partial-usage-item.ts';
import { put, putIf } from './put.ts';
import { readAccessLog } from './read-access-log.ts';
import { readItems } from './read-items.ts';
import { readRecordedLines } from './read-recorded-lines.ts';
import { readSorted } from './read-sorted.ts';
import { decodeUsage, encodeUsage, usageItemKey } from './usage-item.ts';
import { decodeWatermark, encodeWatermark, WATERMARKS } from './watermark-item.ts';

/** The segments that are written in parallel, because a window of many tenants has thousands. */
const PARALLEL_WRITES = 32;

/**
 * The store of a usage table. The cost of each operation in read and write units of DynamoDB (R, W), for items of up to
 * 1 KB:
 *
 * | access                            | operation                              | cost                       |
 * |-----------------------------------|----------------------------------------|----------------------------|
 * | a key's usage                     | GetItem, for recording not strong      | 1 R, ½ R for recording     |
 * | … of up to 100 keys               | BatchGetItem                           | ½ R for each key           |
 * | a use that begins a window        | PutItem; gsi1 in another month         | 1 W, at most 3             |
 * | partial usage of a delivery       | PutItem                                | 1 W for about 12 entries   |
 * | recorded lines of a time range    | 4 strong Queries                       | 1 R for each 4 KB          |
 * | a merged batch                    | UpdateItem                             | 1 W                        |
 * | the oldest unmerged partial usage | 5 Queries                              | ½ R each                   |
 * | counts of a batch                 | UpdateItem for each key and tenant     | 1 W                        |
 * | failures of an hour               | UpdateItem                             | 1 W                        |
 * | a segment of the access log       | PutItem                                | 1 W for about 12 entries   |
 * | a page of a report                | 8 Queries                              | ½ R each, for each 4 KB    |
 * | a page of a tenant's log          | 9 Queries                              | ½ R each, for each 4 KB    |
 * | a page of a key's log             | 2 Queries for each day of its use      | ½ R each, for each 4 KB    |
 * | counts of a key or tenant         | Query                                  | ½ R for each 4 KB          |
 * | watermarks                        | strong Query                           | 1 R                        |
 * | an update of a watermark          | PutItem                                | 1 W                        |
 */
export function createUsageStore(table: KeyTable): UsageStore {
  return {
    readUsage: async (key, consistency) => {
      const item = await readItem(table, usageItemKey(key), consistency);
      return item && decodeUsage(item);
    },
    readUsages: async (keys) => {
      const items = await readItems(table, keys.map(usageItemKey));
      const usages = decodeRows(items, USAGE_TABLE.partitionKey, decodeUsage).items;
      return new Map(usages.map((usage) => [usage.key, usage]));
    },
    createUsage: async (usage) => {
      await putIf(table, encodeUsage(usage), 'none');
    },
    replaceUsage: (usage) => putIf(table, encodeUsage(usage), usage.version - 1),
    appendPartialUsage: async (partialUsage) => {
      await putIf(table, encodePartialUsage(partialUsage), 'none');
    },
    readRecordedLines: (fromMs, throughMs) => readRecordedLines(table, fromMs, throughMs),
    recordMerged: (partition, startMs) => recordMerged(table, partition, startMs),
    readOldestUnmerged: (sinceMs) => readOldestUnmerged(table, sinceMs),
    addCounts: (counted, added, batch) => addCounts(table, { counted, added, batch }),
    readCounts: (counted, fromDay, throughDay) => readCounts(table, { counted, fromDay, throughDay }),
    addFailures: (of, hour, count, batch) => addFailures(table, { of, hour, count, batch }),
    appendAccessLog: async (batch, entries) => {
      for (const segments of batchesOf(encodeSegments(batch, entries), PARALLEL_WRITES))
        await Promise.all(segments.map((segment) => put(table, segment)));
    },
    listAccessLog: (of, page, filter) => readAccessLog(table, of, page, filter),
    listKeys: (listing, of, page) => readSorted(table, usageListing(listing, of), page),
    readWatermarks: () => readRange(table, WATERMARKS, decodeWatermark),
    replaceWatermark: (watermark) => {
      const replaced = watermark.version === 1 ? 'none' : watermark.version - 1;
      return putIf(table, encodeWatermark(watermark), replaced);
    },
  };
}
