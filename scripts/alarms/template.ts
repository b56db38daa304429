import * as z from 'zod';
import type { Actions, Alarm, Query } from './definition.ts';
import { COMPARISONS, MISSING_DATA } from './definition.ts';
import { ExpressionError, parseExpression } from './expression.ts';

/** The types of resources that are alarms. */
export const ALARM_TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'] as const;

const arns = z.array(z.string()).default([]);

/** The properties of CloudFormation templates, with their defaults. */
const named = z.object({
  AlarmName: z.string().optional(),
  AlarmDescription: z.string().default(''),
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: arns,
  OKActions: arns,
  InsufficientDataActions: arns,
});

const dimensions = z
  .array(z.object({ Name: z.string(), Value: z.string() }))
  .default([])
  .transform((pairs) => Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value])));

const query = z.union([
  z.object({
    Id: z.string(),
    ReturnData: z.boolean().default(true),
    MetricStat: z.object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: z.int().positive(),
      Stat: z.string(),
    }),
  }),
  z.object({ Id: z.string(), ReturnData: z.boolean().default(true), Expression: z.string() }),
]);

const judged = named.extend({
  ComparisonOperator: z.enum(COMPARISONS),
  EvaluationPeriods: z.int().positive(),
  DatapointsToAlarm: z.int().positive().optional(),
  TreatMissingData: z.enum(MISSING_DATA).optional(),
});

const metricAlarm = z.union([
  judged.extend({
    Metrics: z.array(query),
    Threshold: z.number().optional(),
    ThresholdMetricId: z.string().optional(),
  }),
  judged.extend({
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: dimensions,
    Period: z.int().positive(),
    Statistic: z.string().optional(),
    ExtendedStatistic: z.string().optional(),
    Threshold: z.number(),
  }),
]);
type MetricAlarmProperties = z.output<typeof metricAlarm>;

const compositeAlarm = named.extend({
  AlarmRule: z.string(),
  ActionsSuppressor: z.string().optional(),
  ActionsSuppressorWaitPeriod: z.int().default(60),
  ActionsSuppressorExtensionPeriod: z.int().default(60),
});

/** A resource of a template with all references resolved. */
export interface Resource {
  readonly type: string;
  /** The physical id of the deployed resource. */
  readonly name: string;
  readonly arn: string;
  readonly properties: unknown;
}

/**
 * Returns the alarms among resources.
 * @throws ZodError, ExpressionError for an unsupported alarm
 */
export function readAlarms(resources: readonly Resource[]): readonly Alarm[] {
  return resources.flatMap((resource) => {
    if (resource.type === ALARM_TYPES[0]) return [readMetricAlarm(resource)];
    if (resource.type === ALARM_TYPES[1]) return [readCompositeAlarm(resource)];
    return [];
  });
}

function readMetricAlarm({ properties, name, arn }: Resource): Alarm {
  const read = metricAlarm.parse(properties);
  const { ComparisonOperator, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = read;
  const { queries, watched, threshold, namespaces } = 'Metrics' in read ? manyMetrics(read) : oneMetric(read);
  // The default of CloudWatch for these metrics.
  const fallback = namespaces.includes('AWS/DynamoDB') ? 'ignore' : 'missing';
  return {
    ...{ kind: 'metric', name, arn, description: read.AlarmDescription, actions: actionsOf(read) },
    ...{ queries, watched, threshold, comparison: ComparisonOperator },
    evaluationPeriods: EvaluationPeriods,
    datapointsToAlarm: DatapointsToAlarm,
    missingData: read.TreatMissingData ?? fallback,
  };
}

type Measured = {
  readonly queries: readonly Query[];
  readonly watched: string;
  readonly threshold: number | string;
  readonly namespaces: readonly string[];
};

function oneMetric(read: Extract<MetricAlarmProperties, { MetricName: string }>): Measured {
  const { Namespace: namespace, MetricName: metric, Dimensions, Period, Threshold: threshold } = read;
  const statistic = read.ExtendedStatistic ?? read.Statistic ?? 'Average';
  const of = { namespace, metric, dimensions: Dimensions };
  const queries = [{ id: 'm', metric: of, periodSeconds: Period, statistic }];
  return { queries, watched: 'm', threshold, namespaces: [namespace] };
}

function manyMetrics(read: Extract<MetricAlarmProperties, { Metrics: unknown }>): Measured {
  const { Metrics, Threshold, ThresholdMetricId } = read;
  const queries = Metrics.map((each): Query => {
    if ('Expression' in each) return { id: each.Id, expression: parseExpression(each.Expression) };
    const { Metric, Period: periodSeconds, Stat: statistic } = each.MetricStat;
    const { Namespace: namespace, MetricName: metric, Dimensions } = Metric;
    return { id: each.Id, metric: { namespace, metric, dimensions: Dimensions }, periodSeconds, statistic };
  });
  const watched = Metrics.find(({ Id, ReturnData }) => ReturnData && Id !== ThresholdMetricId)?.Id ?? '';
  const namespaces = queries.flatMap((each) => ('metric' in each ? [each.metric.namespace] : []));
  return { queries, watched, threshold: ThresholdMetricId ?? Threshold ?? Number.NaN, namespaces };
}

function readCompositeAlarm({ properties, name, arn }: Resource): Alarm {
  const read = compositeAlarm.parse(properties);
  const { ActionsSuppressor: alarm } = read;
  return {
    ...{ kind: 'composite', name, arn, description: read.AlarmDescription, actions: actionsOf(read) },
    follows: alarmInRule(read.AlarmRule),
    suppressor:
      alarm === undefined
        ? undefined
        : {
            alarm,
            waitSeconds: read.ActionsSuppressorWaitPeriod,
            extensionSeconds: read.ActionsSuppressorExtensionPeriod,
          },
  };
}

/** Returns the single alarm of a rule: each composite alarm of the templates pages for one other alarm. */
function alarmInRule(rule: string): string {
  const alarm = /^ALARM\("([^"]+)"\)$/.exec(rule)?.[1];
  if (alarm !== undefined) return alarm;
  throw new ExpressionError(`the rule '${rule}' is not supported; allowed: ALARM("<name or ARN>")`);
}

function actionsOf(read: z.output<typeof named>): Actions {
  if (!read.ActionsEnabled) return { ALARM: [], OK: [], INSUFFICIENT_DATA: [] };
  return { ALARM: read.AlarmActions, OK: read.OKActions, INSUFFICIENT_DATA: read.InsufficientDataActions };
}
