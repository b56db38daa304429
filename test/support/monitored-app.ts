import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import * as z from 'zod';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { Monitoring, type MonitoringProps } from '../../lib/constructs/monitoring/monitoring.ts';
import { temporaryApp } from './temporary-app.ts';

/** A stack with monitoring of all resources that it supports. */
export function watchedStack(given: Partial<MonitoringProps> = {}) {
  const stack = new Stack(temporaryApp(), 'App');
  const keys = new ApiKeys(stack, 'Keys');
  const rotation = {
    name: 'prod',
    rotateKey: someFunction(stack, 'RotateKey'),
    sweepKeys: someFunction(stack, 'SweepKeys'),
    deadLetters: new Queue(stack, 'RotationDeadLetters'),
  };
  const watch = new Monitoring(stack, 'Monitoring', { keys, rotation, ...given });
  return { stack, keys, watch, template: Template.fromStack(stack) };
}

function someFunction(stack: Stack, id: string): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    logGroup: new LogGroup(stack, `${id}Log`),
  });
}

const metricStat = z.object({
  Metric: z.object({ MetricName: z.string(), Namespace: z.unknown() }),
  Period: z.number(),
  Stat: z.string(),
});

const alarmProperties = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.unknown()),
  OKActions: z.array(z.unknown()),
  InsufficientDataActions: z.array(z.unknown()).optional(),
  ComparisonOperator: z.string(),
  TreatMissingData: z.string(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number(),
  Threshold: z.number().optional(),
  MetricName: z.string().optional(),
  Namespace: z.unknown().optional(),
  Period: z.number().optional(),
  Metrics: z
    .array(z.object({ Expression: z.string().optional(), MetricStat: metricStat.optional() }))
    .optional(),
});
export type AlarmProperties = z.infer<typeof alarmProperties>;

/** The metric alarms of a template, by their names without the prefix of the stack. */
export function alarmsOf(template: Template): ReadonlyMap<string, AlarmProperties> {
  const resources = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const alarms = resources.map(({ Properties }) => alarmProperties.parse(Properties));
  return new Map(alarms.map((alarm) => [alarm.AlarmName.replace(/^App-/, ''), alarm]));
}

/** The metrics of an alarm, with their periods in seconds. */
export function metricsOf({ MetricName, Namespace, Period, Metrics = [] }: AlarmProperties) {
  const single =
    MetricName === undefined ? [] : [{ name: MetricName, namespace: Namespace, period: Period ?? 0 }];
  return [
    ...single,
    ...Metrics.flatMap(({ MetricStat }) =>
      MetricStat
        ? [
            {
              name: MetricStat.Metric.MetricName,
              namespace: MetricStat.Metric.Namespace,
              period: MetricStat.Period,
            },
          ]
        : [],
    ),
  ];
}
