const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/i;

const MS_PER_MINUTE = 60_000;
/** 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: RFC 3339 has four digits for a year. */
const EARLIEST_MS = -62_167_219_200_000;
const LATEST_MS = 253_402_300_799_999;

/**
 * Parses an RFC 3339 timestamp: any offset, `T` and `Z` in either case, a space for `T` (section 5.6), any number of
 * fraction digits. Digits beyond milliseconds are dropped; a leap second is the beginning of the next minute.
 *
 * @returns milliseconds since 1970, or undefined if the text is not a timestamp of the years 0000 to 9999 in UTC
 */
export function parseTimestamp(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = match.slice(7);
  const isTime = hour <= 23 && minute <= 59 && second <= 60;
  const isOffset = Number(offsetHours) <= 23 && Number(offsetMinutes) <= 59;
  const midnight = midnightOf(year, month, day);
  if (midnight === undefined || !isTime || !isOffset) return undefined;

  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1);
  const milliseconds = second === 60 ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
  const ms = midnight + (hour * 60 + minute - offset) * MS_PER_MINUTE + second * 1000 + milliseconds;
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? ms : undefined;
}

/**
 * Formats milliseconds since 1970 as RFC 3339 in UTC with milliseconds. Never throws: a time outside RFC 3339 becomes
 * its earliest or latest timestamp.
 */
export function formatTimestamp(ms: number): string {
  return new Date(Math.min(Math.max(Math.trunc(ms), EARLIEST_MS), LATEST_MS)).toISOString();
}

/** Undefined if the month does not have the day. */
function midnightOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  // `Date.UTC` interprets the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}
