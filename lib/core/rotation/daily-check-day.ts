import { MS_PER_DAY } from '../keys/lifetime.ts';

/** The time of day of the daily checks, in UTC. */
const DUE_AT_MS = 6 * 3_600_000;

/** The day whose checks were due last, in days since 1970. */
export function dailyCheckDay(nowMs: number): number {
  return Math.floor((nowMs - DUE_AT_MS) / MS_PER_DAY);
}
