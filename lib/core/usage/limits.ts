import { MS_PER_DAY } from '../keys/lifetime.ts';

/** A use that follows a recorded one sooner than this is not written (MK-11). */
export const LAST_USE_WINDOW_MS = 5 * 60_000;

/** For how long tallies wait for each other at most, to be added up together. */
export const COUNT_WINDOW_MS = 5 * 60_000;

/** For how long the access log is kept. */
export const ACCESS_LOG_DAYS = 30;
/** For how long daily counts are kept: a year can be compared with the one before by its end. */
export const COUNTS_DAYS = 400;

/**
 * How many denials of one key the access log takes per day; all of them are counted. Those before the secret matched have
 * a budget of their own: anybody who knows a key's ID can cause them, and they must not displace the owner's denials.
 */
export const DENIALS_LOGGED_PER_DAY = { unproven: 100, proven: 100 } as const;

/** A line's time may be so far ahead of ours: clocks differ. */
export const MAX_FUTURE_SKEW_MS = 5 * 60_000;
/** CloudWatch tries to deliver for a day; what is older than two was not late but made up. */
export const MAX_LATENESS_MS = 2 * MS_PER_DAY;

/** A day of UTC, as days since 1970-01-01. */
export type Day = number;

export function dayOf(ms: number): Day {
  return Math.floor(ms / MS_PER_DAY);
}
