export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The most windows that a key may have. */
export const WINDOWS_LIMIT = 4;

/** Hours of some days in which a rotation may begin, in UTC. It ends on the same day: `toMinute` is at most 1440. */
export interface RotationWindow {
  readonly days: readonly Weekday[];
  /** Minutes since midnight; the end is none of it. */
  readonly fromMinute: number;
  readonly toMinute: number;
}
