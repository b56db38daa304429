import type { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IAlarm,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { alarmText } from '../../contracts/alarm-notification.ts';
import type { SavedQueryName } from '../../contracts/saved-queries.ts';

export const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, LESS_THAN_THRESHOLD: BELOW } =
  ComparisonOperator;
export const { BREACHING, NOT_BREACHING } = TreatMissingData;

/** Which alarms are created: all, or the essential ones. */
export type AlarmCoverage = 'essential' | 'full';

/** One alarm as data: its metric, its condition and its description. `alarms/all.ts` lists all definitions. */
export interface AlarmDefinition {
  /** Also the name of its runbook: docs/runbooks/<name>.md. */
  readonly name: string;
  /** What happened, for the operator on call. */
  readonly summary: string;
  /** The query to run first. */
  readonly query: SavedQueryName;
  readonly metric: Metric | MathExpression;
  readonly period: Duration;
  readonly comparison: ComparisonOperator;
  readonly threshold: number;
  /** How many of the last periods must breach the threshold. The alarm returns to OK when fewer breach it. */
  readonly periods: { readonly of: number; readonly breaching: number };
  /** How a period without a value is evaluated. */
  readonly missing: TreatMissingData;
  /**
   * Whether it pages. `'as-cause'`: a composite alarm sends the page, and a mute suppresses it. `'directly'`: the alarm
   * itself sends the page, even during a mute.
   */
  readonly pages?: 'as-cause' | 'directly';
  /** `'full'`: created only with full coverage, because another alarm or a retry covers its cause. @default 'essential' */
  readonly coverage?: AlarmCoverage;
  /** For a percentile: whether periods with too few samples are ignored. */
  readonly ignoreLowSampleCounts?: boolean;
}

/** The folder of the runbooks in the package. */
export const RUNBOOKS = 'docs/runbooks';

export interface AlarmingProps {
  /** The prefix of the alarm names: unique per account and Region. */
  readonly prefix: string;
  /** The folder or URL of the runbooks. */
  readonly runbooks: string;
  readonly ticket: ITopic;
  /** Required if a definition pages directly. */
  readonly page?: ITopic;
}

/** Creates the alarms. Each notifies `ticket` on ALARM and on OK, and never on missing data. */
export function addAlarms(
  scope: Construct,
  definitions: readonly AlarmDefinition[],
  props: AlarmingProps,
): ReadonlyMap<string, IAlarm> {
  return new Map(definitions.map((definition) => [definition.name, addAlarm(scope, definition, props)]));
}

function addAlarm(
  scope: Construct,
  definition: AlarmDefinition,
  { prefix, runbooks, ticket, page }: AlarmingProps,
): Alarm {
  const alarm = new Alarm(scope, definition.name, {
    ...alarmProps(definition),
    // A readable name: an alarm is replaced only if its name changes.
    alarmName: `${prefix}-${definition.name}`,
    alarmDescription: alarmText({ ...definition, runbook: `${runbooks}/${definition.name}.md` }),
  });
  const topics = [ticket, ...(definition.pages === 'directly' && page ? [page] : [])];
  const actions = topics.map((topic) => new SnsAction(topic));
  alarm.addAlarmAction(...actions);
  alarm.addOkAction(...actions);
  return alarm;
}

/** A metric in another period. Also changes the metrics of an expression, to avoid a warning of CDK. */
function inPeriod(metric: Metric | MathExpression, period: Duration): Metric | MathExpression {
  if (metric instanceof Metric) return metric.with({ period });
  const { expression, label, usingMetrics } = metric;
  const metrics = Object.entries(usingMetrics).map(([id, each]) => [
    id,
    each instanceof Metric ? each.with({ period }) : each,
  ]);
  return new MathExpression({ expression, label, period, usingMetrics: Object.fromEntries(metrics) });
}

function alarmProps(definition: AlarmDefinition): AlarmProps {
  const { metric, period, comparison, threshold, periods, missing, ignoreLowSampleCounts } = definition;
  return {
    metric: inPeriod(metric, period),
    comparisonOperator: comparison,
    threshold,
    evaluationPeriods: periods.of,
    datapointsToAlarm: periods.breaching,
    treatMissingData: missing,
    ...(ignoreLowSampleCounts ? { evaluateLowSampleCountPercentile: 'ignore' } : {}),
  };
}
