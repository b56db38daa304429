import type { Consistency, Page, PageRequest } from '../store.ts';
import type { AccessLogEntry } from './access-log.ts';
import type { AccessLogFilter } from './access-log-filter.ts';
import type { Source, Watermark } from './delivery.ts';
import type { FailureCounter } from './failures.ts';
import type { Counts } from './fold.ts';
import type { KeyUsage } from './key-usage.ts';
import type { Day, Hour } from './limits.ts';
import type { Batch, PartialUsage } from './partial-usage.ts';

/** The tenant or key that counts belong to. */
export type CountScope = { readonly tenant: string; readonly key?: string };

export interface DayCounts {
  readonly day: Day;
  readonly counts: Counts;
}

export interface HourCounts {
  readonly hour: Hour;
  readonly counts: Counts;
}

/** The listings of a report: used keys, keys without use, or all keys, those without use first. */
export type UsageListing = 'by-last-use' | 'never-used' | 'all';

/** The port of recorded usage. Its contract is test/adapters/usage-store.contract.ts. */
export interface UsageStore extends FailureCounter {
  /** Strongly consistent by default. */
  readUsage(key: string, consistency?: Consistency): Promise<KeyUsage | undefined>;
  /** The existing usages of at most 100 keys; eventually consistent. */
  readUsages(keys: readonly string[]): Promise<ReadonlyMap<string, KeyUsage>>;
  /** Writes the usage of a key if it does not exist. */
  createUsage(usage: KeyUsage): Promise<void>;
  /** Requires the previous version. */
  replaceUsage(usage: KeyUsage): Promise<'committed' | 'version-conflict'>;
  /** Writes partial usage, which is then merged; existing partial usage is not processed again. */
  appendPartialUsage(partialUsage: PartialUsage): Promise<void>;
  /** The IDs of the lines in partial usage that starts in an inclusive range. Strongly consistent. */
  readRecordedLines(fromMs: number, throughMs: number): Promise<ReadonlySet<string>>;
  /** Records that partial usage of a partition with this start was merged. An earlier start changes nothing. */
  recordMerged(partition: number, startMs: number): Promise<void>;
  /**
   * The start of the oldest partial usage that starts later than all merged partial usage of its partition, and not before an
   * instant; eventually consistent. Undefined if there is none.
   */
  readOldestUnmerged(sinceMs: number): Promise<number | undefined>;
  /**
   * Adds to the counts, by day for a key and by hour for a tenant: all counts of a batch in one call. The last added batch
   * of each partition is not added again.
   */
  addCounts(counted: CountScope, added: readonly HourCounts[], batch: Batch): Promise<void>;
  /** The days with counts in an inclusive range, oldest first. */
  readCounts(counted: CountScope, fromDay: Day, throughDay: Day): Promise<readonly DayCounts[]>;
  /** Writes the entries of a batch to the access log. The repetition of a batch changes nothing. */
  appendAccessLog(batch: string, entries: readonly AccessLogEntry[]): Promise<void>;
  /**
   * The entries of a tenant, or of one of its keys on the days for which the key has counts, that match a filter, newest
   * first; eventually consistent. A page reads a bounded part of the log, so it can be short or empty and still have a next
   * page.
   */
  listAccessLog(
    of: CountScope,
    page: PageRequest,
    filter?: AccessLogFilter,
  ): Promise<Page<AccessLogEntry> | 'invalid-cursor'>;
  /**
   * The IDs of a tenant's listed keys whose last use or, without use, start of recording is before the day, earliest first;
   * eventually consistent. Used keys are listed by month: keys with a later day in the last month are included. The listing
   * of all keys ignores the day.
   */
  listKeys(
    listing: UsageListing,
    of: { readonly tenant: string; readonly beforeDay: Day },
    page: PageRequest,
  ): Promise<Page<string> | 'invalid-cursor'>;
  /** Strongly consistent. */
  readWatermarks(): Promise<readonly Watermark[]>;
  /** Requires the previous version; the first version requires that none exists. */
  replaceWatermark(watermark: Watermark): Promise<'committed' | 'version-conflict'>;
}

/** The log groups that are currently registered in a deployment. */
export interface Sources {
  list(): Promise<readonly Source[]>;
}
