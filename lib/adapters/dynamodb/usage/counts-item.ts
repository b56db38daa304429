import { OUTCOMES } from '../../../core/access/outcomes.ts';
import type { Counts } from '../../../core/usage/fold.ts';
import type { Day } from '../../../core/usage/limits.ts';
import type { CountScope, DayCounts } from '../../../core/usage/usage-store.ts';
import type { Attributes, ItemKey } from '../item.ts';
import { dayIn, isoDay } from './days.ts';

const PREFIX = 'day#';

/** The partition of the daily counts of a tenant or of one of its keys. */
export function countsPartition({ tenant, key }: CountScope): string {
  return key === undefined ? `tenant#${tenant}` : `key#${key}`;
}

export function countsSortKey(day: Day): string {
  return PREFIX + isoDay(day);
}

export function countsItemKey(counted: CountScope, day: Day): ItemKey {
  return { pk: countsPartition(counted), sk: countsSortKey(day) };
}

/** Each outcome is a separate attribute, because `ADD` works on top-level attributes. */
function decodeCounts(item: Attributes): Counts {
  const counts = OUTCOMES.map((outcome) => [outcome, Number(item[outcome]?.N ?? 0)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

export function decodeDay(item: Attributes): DayCounts {
  return { day: dayIn((item.sk?.S ?? '').slice(PREFIX.length)), counts: decodeCounts(item) };
}
