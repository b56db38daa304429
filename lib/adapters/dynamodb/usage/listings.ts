import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import type { TimeSpan } from '../../../core/store.ts';
import type { AccessLogEntry } from '../../../core/usage/access-log.ts';
import type { Day } from '../../../core/usage/limits.ts';
import type { CountScope, UsageListing } from '../../../core/usage/usage-store.ts';
import { isoInstant } from '../attributes.ts';
import type { Attributes } from '../item.ts';
import { decodeEntry, LOG_PARTITIONS, LOG_POSITION, logPartition } from './access-log-item.ts';
import { isoDay, isoMonth } from './days.ts';
import type { SortedListing } from './read-sorted.ts';
import { shardsOf } from './shards.ts';
import { NEVER_USED, PERMISSION_PARTITIONS, USE_PARTITIONS, USED } from './usage-item.ts';

const [GSI1, GSI2, GSI3] = USAGE_TABLE.indexes;
const BY_USE = { index: GSI1, prefix: USE_PARTITIONS };
const BY_PERMISSION = { index: GSI3, prefix: PERMISSION_PARTITIONS };
const MONTH = '\\d{4}-\\d\\d';
const DAY = `${MONTH}-\\d\\d`;
/** Sorts after every character of a position. */
const END = '~';

/** The access log of a tenant or of one of its keys in a time span, newest first. */
export function accessLogListing(
  { tenant, key }: CountScope,
  { fromMs, toMs }: TimeSpan = {},
): SortedListing<AccessLogEntry> {
  const place =
    key === undefined
      ? {
          index: GSI2.name,
          partitionKey: GSI2.partitionKey,
          sortKey: GSI2.sortKey,
          partitions: shardsOf(LOG_PARTITIONS, tenant),
        }
      : {
          partitionKey: USAGE_TABLE.partitionKey,
          sortKey: USAGE_TABLE.sortKey,
          partitions: [logPartition(tenant, key)],
        };
  return {
    ...place,
    order: 'descending',
    after: fromMs === undefined ? '0' : isoInstant(fromMs),
    before: toMs === undefined ? END : isoInstant(toMs),
    position: LOG_POSITION,
    decode: decodeEntry,
  };
}

/**
 * The keys of a tenant whose day in the listing is before the day, earliest first. For used keys, the index has the month
 * of the day, so that the last month can contain later days.
 */
export function usageListing(
  listing: UsageListing,
  { tenant, beforeDay }: { readonly tenant: string; readonly beforeDay: Day },
): SortedListing<string> {
  const throughMonth = isoMonth(beforeDay - 1) + END;
  const { index, prefix, begin, before, date } = {
    'by-last-use': { ...BY_USE, begin: USED, before: throughMonth, date: MONTH },
    'never-used': { ...BY_USE, begin: NEVER_USED, before: isoDay(beforeDay), date: DAY },
    'by-least-used-permission': { ...BY_PERMISSION, begin: '', before: throughMonth, date: MONTH },
  }[listing];
  return {
    index: index.name,
    partitionKey: index.partitionKey,
    sortKey: index.sortKey,
    partitions: shardsOf(prefix, tenant),
    order: 'ascending',
    after: `${begin}0`,
    before: begin + before,
    position: new RegExp(`^${begin}${date}#[0-9A-Za-z]{1,64}$`),
    decode: keyIn,
  };
}

function keyIn(item: Attributes): string {
  return (item[USAGE_TABLE.partitionKey]?.S ?? '').slice('key#'.length);
}
