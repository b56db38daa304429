import { BoundedMap } from '../bounded-map.ts';
import type { Period } from './limit.ts';

/** One period: `index` counts periods without a gap, the times are milliseconds since 1970. */
export interface PeriodAt {
  readonly index: number;
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Finds the period of an instant. Requests never move a period, and the periods of a zone follow its calendar. */
export function periodAt(period: Period, nowMs: number): PeriodAt {
  switch (period.unit) {
    case 'hour':
      return regularPeriod(nowMs, HOUR_MS, 0);
    case 'days':
      return regularPeriod(nowMs, period.days * DAY_MS, Date.parse(`${period.anchor}T00:00:00Z`));
    case 'day':
    case 'month':
      return calendarPeriodAt(period, nowMs);
  }
}

type CalendarPeriod = Extract<Period, { readonly timeZone: string }>;

/** The last result of each kind of period, because the calendar of a zone is slow to compute. */
const latest = new BoundedMap<PeriodAt>(1000);

function calendarPeriodAt(period: CalendarPeriod, nowMs: number): PeriodAt {
  const kind = `${period.unit} ${period.timeZone} ${period.unit === 'month' ? period.day : ''}`;
  const known = latest.get(kind);
  if (known && known.startMs <= nowMs && nowMs < known.endMs) return known;
  const found = findCalendarPeriod(period, nowMs);
  latest.set(kind, found);
  return found;
}

function findCalendarPeriod(period: CalendarPeriod, nowMs: number): PeriodAt {
  const { timeZone } = period;
  const today = localDay(timeZone, nowMs);
  if (period.unit === 'day') return calendarPeriod(today, (index) => startOfDay(timeZone, index), nowMs);
  const start = (index: number) => startOfDay(timeZone, monthDay(index, period.day));
  return calendarPeriod(monthOf(today), start, nowMs);
}

function regularPeriod(nowMs: number, lengthMs: number, originMs: number): PeriodAt {
  const index = Math.floor((nowMs - originMs) / lengthMs);
  const startMs = originMs + index * lengthMs;
  return { index, startMs, endMs: startMs + lengthMs };
}

/**
 * The period that contains the instant, near a guess. After a clock change at midnight, the local date can go back, and
 * the guess is one day early.
 */
function calendarPeriod(guess: number, startOf: (index: number) => number, nowMs: number): PeriodAt {
  let index = guess;
  while (startOf(index) > nowMs) index -= 1;
  while (startOf(index + 1) <= nowMs) index += 1;
  return { index, startMs: startOf(index), endMs: startOf(index + 1) };
}

/** The day of a month's period as days since 1970: `day`, or the last day of a shorter month. */
function monthDay(index: number, day: number): number {
  const [year, month] = [Math.floor(index / 12), index % 12];
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(day, length)) / DAY_MS;
}

function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/**
 * The first instant of a local date. The offset before or after the date applies. A clock change can skip midnight, and a
 * zone can skip a day, so the earlier instant that has reached the date is the start.
 */
function startOfDay(timeZone: string, day: number): number {
  const midnight = day * DAY_MS;
  const candidates = [midnight - DAY_MS, midnight + DAY_MS].map(
    (near) => midnight - offsetAt(timeZone, near),
  );
  return Math.min(...candidates.filter((ms) => localDay(timeZone, ms) >= day));
}

/** The local date of an instant, as days since 1970. */
function localDay(timeZone: string, ms: number): number {
  return Math.floor((ms + offsetAt(timeZone, ms)) / DAY_MS);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetAt(timeZone: string, ms: number): number {
  if (timeZone === 'UTC') return 0;
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(ms / 1000) * 1000;
}
