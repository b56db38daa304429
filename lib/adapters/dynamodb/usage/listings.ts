import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import type { Day } from '../../../core/usage/limits.ts';
import type { UsageListing } from '../../../core/usage/usage-store.ts';
import type { Attributes } from '../item.ts';
import { isoDay, isoMonth } from './days.ts';
import type { SortedListing } from './read-sorted.ts';
import { shardsOf } from './shards.ts';
import { NEVER_USED, PERMISSION_PARTITIONS, USE_PARTITIONS, USED } from './usage-item.ts';

const [GSI1, , GSI3] = USAGE_TABLE.indexes;
const BY_USE = { index: GSI1, prefix: USE_PARTITIONS };
const BY_PERMISSION = { index: GSI3, prefix: PERMISSION_PARTITIONS };
const MONTH = '\\d{4}-\\d\\d';
const DAY = `${MONTH}-\\d\\d`;
/** Sorts after every character of a position. */
const END = '~';

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
    after: `${begin}0`,
    before: begin + before,
    position: new RegExp(`^${begin}${date}#[0-9A-Za-z]{1,64}$`),
    decode: keyIn,
  };
}

function keyIn(item: Attributes): string {
  return (item[USAGE_TABLE.partitionKey]?.S ?? '').slice('key#'.length);
}
