import { OUTCOMES, type Outcome } from '../../../core/access/outcomes.ts';
import type { Counts } from '../../../core/usage/fold.ts';
import type { Day } from '../../../core/usage/limits.ts';
import type { CountScope, DayCounts } from '../../../core/usage/usage-store.ts';
import type { Attributes, ItemKey } from '../item.ts';
import { DAYS_OF_LONGEST_MONTH, dayIn, isoDay, isoMonth } from './days.ts';

/**
 * The counts of a month are one item, because an item for each day would cost most of the storage: each item of DynamoDB
 * has 100 bytes of overhead.
 */
const PREFIX = 'month#';

/** The partition of the counts of a tenant or of one of its keys. */
export function countsPartition({ tenant, key }: CountScope): string {
  return key === undefined ? `tenant#${tenant}` : `key#${key}`;
}

/** The sort key of the month of a day. */
export function countsSortKey(day: Day): string {
  return PREFIX + isoMonth(day);
}

export function countsItemKey(counted: CountScope, day: Day): ItemKey {
  return { pk: countsPartition(counted), sk: countsSortKey(day) };
}

/** Each outcome of a day is a separate attribute, because `ADD` works on top-level attributes: `31allowed`. */
export function countAttribute(day: Day, outcome: Outcome): string {
  return isoDay(day).slice('yyyy-mm-'.length) + outcome;
}

/**
 * The days of one batch must not share an attribute: lines are at most two days old, and the stream keeps them for one more.
 */
const BATCHES_KEPT = 8;

/** The attribute with the last batch that was added to a day. */
export function batchAttribute(day: Day): string {
  return `b${day % BATCHES_KEPT}`;
}

const DAYS_OF_MONTH = Array.from({ length: DAYS_OF_LONGEST_MONTH }, (_, n) => String(n + 1).padStart(2, '0'));

/** The days of an item with counts, oldest first. */
export function decodeMonth(item: Attributes): readonly DayCounts[] {
  const first = dayIn(`${(item.sk?.S ?? '').slice(PREFIX.length)}-01`);
  return DAYS_OF_MONTH.map((dayOfMonth, n) => ({
    day: first + n,
    counts: countsOn(item, dayOfMonth),
  })).filter(({ counts }) => Object.keys(counts).length > 0);
}

function countsOn(item: Attributes, dayOfMonth: string): Counts {
  const counts = OUTCOMES.map((outcome) => [outcome, Number(item[dayOfMonth + outcome]?.N ?? 0)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
