import type { Page, PageRequest } from '../store.ts';
import type { AccessLogEntry } from './access-log.ts';
import type { Source, Watermark } from './delivery.ts';
import type { FailureCounter } from './failures.ts';
import type { Counts } from './fold.ts';
import type { KeyUsage } from './key-usage.ts';
import type { Day } from './limits.ts';
import type { PartialCounts } from './partial-counts.ts';

/** Whose decisions are counted. */
export type CountScope = { readonly tenant: string; readonly key?: string };

export interface DayCounts {
  readonly day: Day;
  readonly counts: Counts;
}

/** What a report lists keys by: each has a day in it. */
export type UsageListing = 'by-last-use' | 'never-used' | 'by-least-used-permission';

/** The port of what is known of use. Its contract is test/adapters/usage-store.contract.ts. */
export interface UsageStore extends FailureCounter {
  /** Strongly consistent. */
  readUsage(key: string): Promise<KeyUsage | undefined>;
  /** Those that there are, a moment behind. At most 100. */
  readUsages(keys: readonly string[]): Promise<ReadonlyMap<string, KeyUsage>>;
  /** Writes a key's usage where there is none. */
  createUsage(usage: KeyUsage): Promise<void>;
  /** Needs the version before it. */
  replaceUsage(usage: KeyUsage): Promise<'committed' | 'stale'>;
  /** Writes a tally, which is handed on to be added up; one that is there already is not handed on again. */
  appendPartialCounts(tally: PartialCounts): Promise<void>;
  /** Adds to the counts of a day. A batch that was the last to be added there is not added again. */
  addCounts(counted: CountScope, day: Day, counts: Counts, batch: string): Promise<void>;
  /** The days that have counts, from one day through another, oldest first. */
  readCounts(counted: CountScope, fromDay: Day, throughDay: Day): Promise<readonly DayCounts[]>;
  /** Writes entries of the access log; one that is there already stays as it is. */
  appendAccessLog(entries: readonly AccessLogEntry[]): Promise<void>;
  /** Newest first, a moment behind; of a tenant, or of one of its keys. */
  listAccessLog(of: CountScope, page: PageRequest): Promise<Page<AccessLogEntry> | 'invalid-cursor'>;
  /** The listed keys of a tenant, by id, whose day is before that one; the earliest first, a moment behind. */
  listKeys(
    listing: UsageListing,
    of: { readonly tenant: string; readonly beforeDay: Day },
    page: PageRequest,
  ): Promise<Page<string> | 'invalid-cursor'>;
  /** Strongly consistent. */
  readWatermarks(): Promise<readonly Watermark[]>;
  /** Needs the version before it, and of the first version that there is none. */
  replaceWatermark(watermark: Watermark): Promise<'committed' | 'stale'>;
}

/** The log groups that a deployment registered, as it is deployed now. */
export interface Sources {
  list(): Promise<readonly Source[]>;
}
