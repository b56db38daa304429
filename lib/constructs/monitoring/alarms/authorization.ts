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
} from '../metrics.ts';
import type { WatchThresholds } from '../thresholds.ts';
import type { WatchedKeys } from '../monitored-resources.ts';

const AT_ONCE = { breaching: 1, of: 10 } as const;
const COMMON = { period: MINUTE, comparison: AT_LEAST, missing: NOT_BREACHING } as const;

/** Alarms on authorizers. A minute without calls has no value and does not breach. */
export function authorizerAlarms(
  authorizer: IFunction,
  faults: AlarmDefinition['metric'],
  thresholds: Required<WatchThresholds>,
): readonly AlarmDefinition[] {
  return [
    {
      ...COMMON,
      name: 'authorizer-faults',
      pages: 'as-cause',
      what: 'The authorizer failed to evaluate requests and returned a server error. No request was allowed.',
      query: 'decision-faults',
      metric: faults,
      threshold: thresholds.authorizerFaultsAMinute,
      periods: AT_ONCE,
    },
    {
      ...COMMON,
      name: 'authorizer-throttles',
      pages: 'as-cause',
      what: 'Lambda throttles calls of the authorizer. These requests receive a server error.',
      query: 'who-is-failing',
      metric: functionMetric(authorizer, 'Throttles'),
      threshold: thresholds.authorizerThrottlesAMinute,
      periods: AT_ONCE,
    },
  ];
}

/** Requests without a decision: reported by the functions, and found in the log of a function that exited. */
export function allFaults(usageTable: string, ofTheLog: Metric): AlarmDefinition['metric'] {
  return sumOf([usageMetric(usageTable, 'decisionFaults'), ofTheLog], 'Requests without a decision');
}

/** The alarm on the duration of decisions. */
export function slowDecisions(
  metric: Metric,
  { slowDecisionMs }: Required<WatchThresholds>,
): AlarmDefinition {
  return {
    ...COMMON,
    name: 'slow-decisions',
    what: 'The 99th percentile of the authorizer latency is too high.',
    query: 'slow-decisions',
    metric,
    threshold: slowDecisionMs,
    periods: AT_ONCE,
    fewSamplesSayNothing: true,
  };
}

/** Alarms on the tables. Three minutes in a row, because single errors are retried. */
export function tableAlarms({ store, recorder }: WatchedKeys): readonly AlarmDefinition[] {
  const tables = [store.table, ...(recorder ? [recorder.store.table] : [])];
  const lasting = { threshold: 1, periods: { breaching: 3, of: 3 } } as const;
  return [
    {
      ...COMMON,
      ...lasting,
      name: 'table-throttles',
      what: 'DynamoDB throttles reads or writes of the tables.',
      query: 'decision-faults',
      metric: tableThrottles(tables),
    },
    {
      ...COMMON,
      ...lasting,
      name: 'table-errors',
      what: 'DynamoDB returns system errors for reads or writes of the tables.',
      query: 'decision-faults',
      metric: tableErrors(store.table, recorder?.store.table),
    },
  ];
}

/** Alarms on usage tracking, which reports and the retirement of previous values use. */
export function usageAlarms(
  { store, recorder, counter }: WatchedKeys,
  { usageDeliveryLagSeconds }: Required<WatchThresholds>,
): readonly AlarmDefinition[] {
  if (!recorder || !counter) return [];
  return [
    {
      ...COMMON,
      name: 'usage-recording-failing',
      what: 'Usage cannot be recorded or aggregated. Both are retried for some time.',
      query: 'usage-faults',
      metric: sumOf(
        [recorder, counter].map((fn) => functionMetric(fn, 'Errors')),
        'Failed runs of the usage functions',
      ),
      threshold: 1,
      period: Duration.minutes(5),
      periods: { breaching: 3, of: 3 },
    },
    {
      name: 'usage-delivery-broken',
      what: 'Log lines of an authorizer do not arrive, or their delivery is not checked. Uses are not counted.',
      query: 'watch-faults',
      metric: keyMetric(store.table.tableName, 'deliveryLag'),
      threshold: usageDeliveryLagSeconds,
      period: Duration.minutes(15),
      comparison: AT_LEAST,
      periods: { breaching: 2, of: 2 },
      missing: BREACHING,
    },
  ];
}
