import type { Alarm, AlarmState } from './definition.ts';

/** A state change of an alarm. */
export interface Transition {
  readonly alarm: Alarm;
  readonly from: AlarmState;
  readonly to: AlarmState;
  /** The minute of the change. */
  readonly atMs: number;
  readonly reason: string;
}
