import type { AlarmState, MissingData } from './definition.ts';

/** What a point says: whether it violations the threshold; undefined where there is none. */
export type Verdict = boolean | undefined;

/**
 * How many points more than asked for CloudWatch retrieves, in case some are missing. It documents no rule, and 5 for
 * 3 in its examples.
 */
const EXTRA_POINTS = 2;

export interface Judging {
  /** N */
  readonly evaluationPeriods: number;
  /** M */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** How many points are retrieved for an alarm: its evaluation range. */
export function evaluationRange({ evaluationPeriods }: Pick<Judging, 'evaluationPeriods'>): number {
  return evaluationPeriods + EXTRA_POINTS;
}

/**
 * The state that points make, oldest first, as many as the evaluation range. Real points count before missing ones, also
 * older ones, and missing ones are filled in only up to N.
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
  // All there is violations, though it is too little: CloudWatch waits, until it is as old as M, for what comes next.
  if (missingData === 'ignore') return current;
  return ageOfOldest(points) >= datapointsToAlarm ? 'ALARM' : current;
}

/** In periods; of the newest point it is 1. */
function ageOfOldest(points: readonly Verdict[]): number {
  return points.length - points.findIndex((point) => point !== undefined);
}
