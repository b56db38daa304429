import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import type { Day } from '../../../core/usage/limits.ts';
import type { UsageListing } from '../../../core/usage/usage-store.ts';
import type { Attributes } from '../item.ts';
import { isoDay, isoMonth } from './days.ts';
import type { SortedListing } from './read-sorted.ts';
import { shardsOf } from './shards.ts';
import { NEVER_USED, USE_PARTITIONS, USED } from './usage-item.ts';

const [GSI1] = USAGE_TABLE.indexes;
const MONTH = '\\d{4}-\\d\\d';
const DAY = `${MONTH}-\\d\\d`;
/** Sorts after every character of a position. */
const END = '~';

/**
 * The keys of a tenant whose day in the listing is before the day, earliest first. For used keys, the index has the month
 * of the day, so that the last month can contain later days. The listing of all keys has keys without use first.
 */
export function usageListing(
  listing: UsageListing,
  { tenant, beforeDay }: { readonly tenant: string; readonly beforeDay: Day },
): SortedListing<string> {
  const throughMonth = USED + isoMonth(beforeDay - 1) + END;
  const { after, before, position } = {
    'by-last-use': { after: USED, before: throughMonth, position: USED + MONTH },
    'never-used': { after: NEVER_USED, before: NEVER_USED + isoDay(beforeDay), position: NEVER_USED + DAY },
    all: { after: NEVER_USED, before: USED + END, position: `(?:${NEVER_USED}${DAY}|${USED}${MONTH})` },
  }[listing];
  return {
    index: GSI1.name,
    partitionKey: GSI1.partitionKey,
    sortKey: GSI1.sortKey,
    partitions: shardsOf(USE_PARTITIONS, tenant),
    after,
    before,
    position: new RegExp(`^${position}#[0-9A-Za-z]{1,64}$`),
    decode: keyIn,
  };
}

function keyIn(item: Attributes): string {
  return (item[USAGE_TABLE.partitionKey]?.S ?? '').slice('key#'.length);
}
