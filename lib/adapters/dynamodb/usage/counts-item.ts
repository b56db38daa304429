import { OUTCOMES, type Outcome } from '../../../core/access/outcomes.ts';
import { type Counts, sumOf } from '../../../core/usage/fold.ts';
import { type Day, HOURS_PER_DAY, type Hour } from '../../../core/usage/limits.ts';
import type { CountScope, DayCounts } from '../../../core/usage/usage-store.ts';
import type { Attributes, ItemKey } from '../item.ts';
import { DAYS_OF_LONGEST_MONTH, dayIn, isoDay, isoMonth } from './days.ts';

/**
 * The counts of a key in a month are one item with a part for each day, because an item for each day would cost most of the
 * storage: each item of DynamoDB has 100 bytes of overhead. The counts of a tenant on a day are one item with a part for
 * each hour.
 */
const MONTH = 'month#';
const DAY = 'day#';

/** The partition of the counts of a tenant or of one of its keys. */
export function countsPartition({ tenant, key }: CountScope): string {
  return key === undefined ? `tenant#${tenant}` : `key#${key}`;
}

/** The prefix of the sort keys of counts. */
export function countsPrefix({ key }: CountScope): string {
  return key === undefined ? DAY : MONTH;
}

/** The sort key of the item with a day. */
export function countsSortKey(counted: CountScope, day: Day): string {
  return countsPrefix(counted) + (counted.key === undefined ? isoDay(day) : isoMonth(day));
}

export function countsItemKey(counted: CountScope, day: Day): ItemKey {
  return { pk: countsPartition(counted), sk: countsSortKey(counted, day) };
}

/** Each outcome of a part is a separate attribute, because `ADD` works on top-level attributes: `31allowed`. */
export function countAttribute({ key }: CountScope, hour: Hour, outcome: Outcome): string {
  const hourOfDay = hour % HOURS_PER_DAY;
  const dayOfMonth = isoDay(dayOfHour(hour)).slice('yyyy-mm-'.length);
  return (key === undefined ? twoDigits(hourOfDay) : dayOfMonth) + outcome;
}

export function dayOfHour(hour: Hour): Day {
  return Math.floor(hour / HOURS_PER_DAY);
}

/** The attribute with the last batch that was added, for each partition of partial usage. */
export function batchAttribute(partition: number): string {
  return `b${partition}`;
}

/** The days of an item with counts, oldest first. */
export function decodeCounts(item: Attributes): readonly DayCounts[] {
  const sortKey = item.sk?.S ?? '';
  if (sortKey.startsWith(DAY)) {
    const hours = Array.from({ length: HOURS_PER_DAY }, (_, hour) => countsOfPart(item, twoDigits(hour)));
    return [{ day: dayIn(sortKey.slice(DAY.length)), counts: sumOf(hours) }];
  }
  const first = dayIn(`${sortKey.slice(MONTH.length)}-01`);
  return Array.from({ length: DAYS_OF_LONGEST_MONTH }, (_, n) => ({
    day: first + n,
    counts: countsOfPart(item, twoDigits(n + 1)),
  })).filter(({ counts }) => Object.keys(counts).length > 0);
}

function countsOfPart(item: Attributes, part: string): Counts {
  const counts = OUTCOMES.map((outcome) => [outcome, Number(item[part + outcome]?.N ?? 0)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
