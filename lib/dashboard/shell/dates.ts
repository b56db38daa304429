const DAY_MS = 86_400_000;

const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });
const instant = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const time = new Intl.DateTimeFormat('en', { timeStyle: 'short', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

const UNITS = [
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `Jan 31, 2027`, in UTC. */
export function dayText(iso: string): string {
  return day.format(new Date(iso));
}

/** `Jan 31, 2027, 12:00 PM UTC`. */
export function instantText(iso: string): string {
  return `${instant.format(new Date(iso))} UTC`;
}

/** `12:00 PM`, in UTC. */
export function timeText(iso: string): string {
  return time.format(new Date(iso));
}

/** `90 days`, `1 hour`, `45 seconds`: a duration in the largest unit that gives a whole number. */
export function durationText(seconds: number): string {
  for (const [unit, unitMs] of UNITS) {
    const count = (seconds * 1000) / unitMs;
    if (Number.isInteger(count) && count > 0) return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
  }
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}

/** `3 hr. ago`, `in 30 days`. */
export function relativeText(iso: string, nowMs = Date.now()): string {
  const differenceMs = Date.parse(iso) - nowMs;
  for (const [unit, unitMs] of UNITS) {
    if (Math.abs(differenceMs) >= unitMs) return relative.format(Math.trunc(differenceMs / unitMs), unit);
  }
  return differenceMs > 0 ? 'in less than a minute' : 'just now';
}

/** The time some days ago, rounded to a minute, so that a query does not change with each render. */
export function daysAgo(days: number): string {
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  return new Date(minute - days * DAY_MS).toISOString();
}

/** The number of whole days until an instant; negative if it has passed. */
export function daysUntil(iso: string, nowMs = Date.now()): number {
  return Math.floor((Date.parse(iso) - nowMs) / DAY_MS);
}
