import { MS_PER_DAY } from '../keys/lifetime.ts';

/** A use within this time after a recorded one is not written (MK-11). */
export const LAST_USE_WINDOW_MS = 5 * 60_000;

/** The window in which partial usage is collected before it is merged. */
export const COUNT_WINDOW_MS = 5 * 60_000;

/** The retention of the access log. */
export const ACCESS_LOG_DAYS = 30;
/** The retention of daily counts, so that a full year can be compared with the previous one. */
export const COUNTS_DAYS = 400;

/**
 * The most denials of a key per day in the access log; the counts include all of them. Denials before the secret
 * matched have a separate budget: everyone who knows a key ID can cause them, and they must not displace the owner's
 * denials.
 */
export const DENIALS_LOGGED_PER_DAY = { unproven: 100, proven: 100 } as const;

/** The allowed clock skew of a line into the future. */
export const MAX_FUTURE_SKEW_MS = 5 * 60_000;
/** How long a line can be recorded from its log, in days. Failed deliveries are kept for as long. */
export const REPLAY_DAYS = 14;
/** The maximum age of a line, so that a replay of `REPLAY_DAYS` can take a day. Recorded lines are identified for as long. */
export const MAX_LATENESS_MS = (REPLAY_DAYS + 1) * MS_PER_DAY;

/** A day of UTC, as days since 1970-01-01. */
export type Day = number;

/** The first day of the month of a day. */
export function startOfMonth(day: Day): Day {
  const date = new Date(day * MS_PER_DAY);
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth()));
}

/** An hour of UTC, as hours since 1970-01-01. */
export type Hour = number;

export const MS_PER_HOUR = 3_600_000;
export const HOURS_PER_DAY = 24;

export function hourOf(ms: number): Hour {
  return Math.floor(ms / MS_PER_HOUR);
}

export function dayOf(ms: number): Day {
  return Math.floor(ms / MS_PER_DAY);
}
