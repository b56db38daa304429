export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The maximum number of windows of a key. */
export const WINDOWS_LIMIT = 4;

/** Days and hours (UTC) in which a rotation can start. A window ends on the same day: `toMinute` is at most 1440. */
export interface RotationWindow {
  readonly days: readonly Weekday[];
  /** Minutes since midnight. The end is exclusive. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Delays the scheduled rotations of a tenant until it ends. Open rotations continue. */
export interface RotationFreeze {
  /** Milliseconds since 1970. */
  readonly untilMs: number;
  readonly reason: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The earliest time from `fromMs` on at which a rotation can start: `fromMs` itself inside a window. */
export function nextOpeningMs(windows: readonly RotationWindow[], fromMs: number): number {
  if (windows.length === 0) return fromMs;
  const openings = windows.flatMap((window) => openingsOf(window, fromMs));
  return Math.min(...openings.map((each) => Math.max(each, fromMs)));
}

/** The openings of a window within a week that close after `fromMs`. */
function openingsOf({ days, fromMinute, toMinute }: RotationWindow, fromMs: number): readonly number[] {
  const midnightMs = Math.floor(fromMs / DAY_MS) * DAY_MS;
  return Array.from({ length: 8 }, (_, day) => midnightMs + day * DAY_MS)
    .filter((dayMs) => days.some((day) => day === weekdayOf(dayMs)))
    .filter((dayMs) => dayMs + toMinute * MINUTE_MS > fromMs)
    .map((dayMs) => dayMs + fromMinute * MINUTE_MS);
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(ms: number): Weekday | undefined {
  return WEEKDAYS[(Math.floor(ms / DAY_MS) + WEEKDAYS.indexOf('thu')) % WEEKDAYS.length];
}
