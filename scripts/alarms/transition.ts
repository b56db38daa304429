import type { Alarm, AlarmState } from './definition.ts';

/** An alarm that came into another state. */
export interface Transition {
  readonly alarm: Alarm;
  readonly from: AlarmState;
  readonly to: AlarmState;
  /** The minute in which it did. */
  readonly atMs: number;
  readonly reason: string;
}
