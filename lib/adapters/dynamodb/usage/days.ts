import { MS_PER_DAY } from '../../../core/keys/lifetime.ts';
import type { Day } from '../../../core/usage/limits.ts';
import { isoInstant } from '../attributes.ts';

/** A day as text that sorts by time: `2027-01-31`. */
export function isoDay(day: Day): string {
  return isoInstant(day * MS_PER_DAY).slice(0, 'yyyy-mm-dd'.length);
}

export const DAYS_OF_LONGEST_MONTH = 31;

/** The month of a day as text that sorts by time: `2027-01`. */
export function isoMonth(day: Day): string {
  return isoDay(day).slice(0, 'yyyy-mm'.length);
}

export function dayIn(isoDayText: string): Day {
  return Date.parse(`${isoDayText}T00:00:00.000Z`) / MS_PER_DAY;
}

/** The time to live of an item of that day, in seconds since 1970. */
export function removableAfter(atMs: number, days: number): number {
  return Math.ceil((atMs + days * MS_PER_DAY) / 1000);
}
