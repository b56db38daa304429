import type { AlarmState, MissingData } from './definition.ts';

/** Whether a point is breaching; undefined for a missing point. */
export type Verdict = boolean | undefined;

/**
 * CloudWatch retrieves more points than the alarm evaluates, in case some are missing. It documents no rule; its
 * examples retrieve 5 points for 3.
 */
const EXTRA_POINTS = 2;

export interface Judging {
  /** N of the alarm. */
  readonly evaluationPeriods: number;
  /** M of the alarm. */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** Returns the number of points that are retrieved for an alarm: its evaluation range. */
export function evaluationRange({ evaluationPeriods }: Pick<Judging, 'evaluationPeriods'>): number {
  return evaluationPeriods + EXTRA_POINTS;
}

/**
 * Returns the state for the points of an evaluation range, oldest first. Existing points take precedence over missing
 * ones, also if they are older. Missing points are filled only up to N.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function judge(points: readonly Verdict[], judging: Judging, current: AlarmState): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, missingData } = judging;
  const real = points.filter((point) => point !== undefined);
  const considered = real.slice(-evaluationPeriods);
  const breaching = considered.filter(Boolean).length;
  const toFill = evaluationPeriods - considered.length;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (toFill === 0) return 'OK';
  if (missingData === 'breaching') return breaching + toFill >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (missingData === 'notBreaching') return 'OK';
  if (real.length === 0) return missingData === 'ignore' ? current : 'INSUFFICIENT_DATA';
  if (breaching < considered.length) return 'OK';
  // All existing points are breaching, but fewer than M: CloudWatch waits until the oldest one is M periods old.
  if (missingData === 'ignore') return current;
  return ageOfOldest(points) >= datapointsToAlarm ? 'ALARM' : current;
}

/** In periods; 1 for the newest point. */
function ageOfOldest(points: readonly Verdict[]): number {
  return points.length - points.findIndex((point) => point !== undefined);
}
