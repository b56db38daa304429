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
import { alarmText } from '../../contracts/alarm-notice.ts';
import type { SavedQueryName } from '../../contracts/saved-queries.ts';

export const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, LESS_THAN_THRESHOLD: BELOW } =
  ComparisonOperator;
export const { BREACHING, NOT_BREACHING, MISSING } = TreatMissingData;

/** One alarm as data: what it looks at, when it goes off, and what it says then. */
export interface AlarmDefinition {
  /** Names its runbook too: docs/runbooks/<name>.md. */
  readonly name: string;
  /** What happened, for whoever is on call. */
  readonly what: string;
  /** The query to run first. */
  readonly query: SavedQueryName;
  readonly metric: Metric | MathExpression;
  readonly period: Duration;
  readonly comparison: ComparisonOperator;
  readonly threshold: number;
  /** Of how many periods how many must breach. It is over once the last of them has left. */
  readonly periods: { readonly of: number; readonly breaching: number };
  /** What a period without a value says. */
  readonly missing: TreatMissingData;
  /**
   * Whether it notifies people at once. `'as-cause'`: by a composite alarm of its own, which a mute holds back.
   * `'directly'`: itself, muted or not.
   */
  readonly pages?: 'as-cause' | 'directly';
  /** Of a percentile: whether few samples say nothing. */
  readonly fewSamplesSayNothing?: boolean;
}

/** The runbooks of this version, as the package has them. */
export const RUNBOOKS = 'docs/runbooks';

export interface AlarmingProps {
  /** What the alarms' names begin with: once per account and region. */
  readonly prefix: string;
  /** Where the runbooks are. */
  readonly runbooks: string;
  readonly ticket: ITopic;
  /** Needed where a definition pages directly. */
  readonly page?: ITopic;
}

/** Makes the alarms. Each tells `ticket` when it goes off and when it is over, and nothing of a lack of data. */
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
    // One that people can read: an alarm is not replaced but for another name.
    alarmName: `${prefix}-${definition.name}`,
    alarmDescription: alarmText({ ...definition, runbook: `${runbooks}/${definition.name}.md` }),
  });
  const topics = [ticket, ...(definition.pages === 'directly' && page ? [page] : [])];
  const actions = topics.map((topic) => new SnsAction(topic));
  alarm.addAlarmAction(...actions);
  alarm.addOkAction(...actions);
  return alarm;
}

/** A metric in another period; the metrics of an expression too, which it would otherwise override with a warning. */
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
  const { metric, period, comparison, threshold, periods, missing, fewSamplesSayNothing } = definition;
  return {
    metric: inPeriod(metric, period),
    comparisonOperator: comparison,
    threshold,
    evaluationPeriods: periods.of,
    datapointsToAlarm: periods.breaching,
    treatMissingData: missing,
    ...(fewSamplesSayNothing ? { evaluateLowSampleCountPercentile: 'ignore' } : {}),
  };
}
