import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type AlarmDefinition, AT_LEAST, BREACHING, NOT_BREACHING } from '../alarm.ts';
import {
  functionMetric,
  keyMetric,
  MINUTE,
  sumOf,
  tableErrors,
  tableThrottles,
  usageMetric,
  waitingMessages,
} from '../metrics.ts';
import type { MonitoredKeys } from '../monitored-resources.ts';
import type { AlarmThresholds } from '../thresholds.ts';

const WITHIN_10_MINUTES = { breaching: 1, of: 10 } as const;
const COMMON = { period: MINUTE, comparison: AT_LEAST, missing: NOT_BREACHING } as const;

/** Alarms on authorizers. A minute without calls has no value and does not breach. */
export function authorizerAlarms(
  authorizer: IFunction,
  faults: AlarmDefinition['metric'],
  thresholds: Required<AlarmThresholds>,
): readonly AlarmDefinition[] {
  return [
    {
      ...COMMON,
      name: 'authorizer-faults',
      pages: 'as-cause',
      summary:
        'The authorizer failed to evaluate requests and returned a server error. No request was allowed.',
      query: 'decision-faults',
      metric: faults,
      threshold: thresholds.authorizerFaultsPerMinute,
      periods: WITHIN_10_MINUTES,
    },
    {
      ...COMMON,
      name: 'authorizer-throttles',
      pages: 'as-cause',
      summary: 'Lambda throttles calls of the authorizer. These requests receive a server error.',
      query: 'failed-authentications-by-source',
      metric: functionMetric(authorizer, 'Throttles'),
      threshold: thresholds.authorizerThrottlesPerMinute,
      periods: WITHIN_10_MINUTES,
    },
  ];
}

/** The alarm on limits that could not be charged. A minute without such a request has no value and does not breach. */
export function limiterAlarm(
  usageTable: string,
  { limiterFaultsPerMinute }: Required<AlarmThresholds>,
): AlarmDefinition {
  return {
    ...COMMON,
    name: 'limiter-unavailable',
    summary: 'Limits cannot be charged. Requests are denied, or allowed without limits, by their setting.',
    query: 'limiter-faults',
    metric: usageMetric(usageTable, 'limiterFaults'),
    threshold: limiterFaultsPerMinute,
    periods: WITHIN_10_MINUTES,
  };
}

/** Requests without a decision: reported by the functions, and found in the log of a function that exited. */
export function totalFaults(usageTable: string, logFaults: Metric): AlarmDefinition['metric'] {
  return sumOf([usageMetric(usageTable, 'decisionFaults'), logFaults], 'Requests without a decision');
}

/** The alarm on the duration of decisions. */
export function authorizerLatency(
  metric: Metric,
  { slowDecisionMs }: Required<AlarmThresholds>,
): AlarmDefinition {
  return {
    ...COMMON,
    name: 'authorizer-latency',
    coverage: 'full',
    summary: 'The 99th percentile of the authorizer latency is too high.',
    query: 'authorizer-latency',
    metric,
    threshold: slowDecisionMs,
    periods: WITHIN_10_MINUTES,
    ignoreLowSampleCounts: true,
  };
}

/** Alarms on the tables. Three minutes in a row, because single errors are retried. */
export function tableAlarms({ store, recorder }: MonitoredKeys): readonly AlarmDefinition[] {
  const tables = [store.table, ...(recorder ? [recorder.store.table] : [])];
  const lasting = { threshold: 1, periods: { breaching: 3, of: 3 } } as const;
  return [
    {
      ...COMMON,
      ...lasting,
      name: 'table-throttles',
      coverage: 'full',
      summary: 'DynamoDB throttles reads or writes of the key table.',
      query: 'decision-faults',
      metric: tableThrottles(tables),
    },
    {
      ...COMMON,
      ...lasting,
      name: 'table-errors',
      coverage: 'full',
      summary: 'DynamoDB returns system errors for reads or writes of the key table.',
      query: 'decision-faults',
      metric: tableErrors(store.table),
    },
  ];
}

/** Alarms on usage tracking, which reports and the retirement of previous values use. */
export function usageAlarms(
  { store, recorder, counter }: MonitoredKeys,
  { usageDeliveryLagSeconds }: Required<AlarmThresholds>,
): readonly AlarmDefinition[] {
  if (!recorder || !counter) return [];
  return [
    {
      ...COMMON,
      name: 'usage-recorder-errors',
      coverage: 'full',
      summary: 'Usage cannot be recorded or aggregated. Both are retried for some time.',
      query: 'usage-errors',
      metric: sumOf(
        [recorder, counter].map((fn) => functionMetric(fn, 'Errors')),
        'Failed runs of the usage functions',
      ),
      threshold: 1,
      period: Duration.minutes(5),
      periods: { breaching: 3, of: 3 },
    },
    {
      ...COMMON,
      name: 'usage-dead-letters',
      summary: 'Deliveries of decision lines could not be recorded. A replay of the logs records them.',
      query: 'usage-errors',
      metric: waitingMessages(recorder.deadLetters),
      threshold: 1,
      periods: { breaching: 1, of: 1 },
    },
    {
      name: 'usage-delivery-lag',
      summary:
        'Log lines of an authorizer do not arrive or are not aggregated, or this is not checked. Uses are not counted.',
      query: 'monitoring-errors',
      metric: keyMetric(store.table.tableName, 'deliveryLag'),
      threshold: usageDeliveryLagSeconds,
      period: MINUTE,
      comparison: AT_LEAST,
      // A new source has five minutes for its first line.
      periods: { breaching: 5, of: 5 },
      missing: BREACHING,
    },
  ];
}
