import type { Expression } from './expression.ts';

export const ALARM_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** A metric, which CloudWatch identifies by namespace, name and all dimensions. */
export interface MetricId {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One series of an alarm: a metric, or an expression over other queries. */
export type Query =
  | {
      readonly id: string;
      readonly metric: MetricId;
      readonly periodSeconds: number;
      readonly statistic: string;
    }
  | { readonly id: string; readonly expression: Expression };

export const COMPARISONS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const MISSING_DATA = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingData = (typeof MISSING_DATA)[number];

/** The ARNs that are notified of each state. */
export type Actions = Readonly<Record<AlarmState, readonly string[]>>;

interface NamedAlarm {
  readonly name: string;
  readonly arn: string;
  /** What happened and what to do, with the link to its runbook. */
  readonly description: string;
  /** Empty if the actions are disabled. */
  readonly actions: Actions;
}

export interface MetricAlarm extends NamedAlarm {
  readonly kind: 'metric';
  readonly queries: readonly Query[];
  /** The id of the query whose points are compared. */
  readonly watched: string;
  /** A number, or the id of the query that returns a band. */
  readonly threshold: number | string;
  readonly comparison: Comparison;
  /** N: the number of points that are evaluated. */
  readonly evaluationPeriods: number;
  /** M: the number of points that must be breaching. */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

export interface CompositeAlarm extends NamedAlarm {
  readonly kind: 'composite';
  /** The name or ARN of the alarm whose ALARM state it repeats. */
  readonly follows: string;
  /** Another alarm that suppresses the actions while it is in ALARM. */
  readonly suppressor:
    | { readonly alarm: string; readonly waitSeconds: number; readonly extensionSeconds: number }
    | undefined;
}

export type Alarm = MetricAlarm | CompositeAlarm;
