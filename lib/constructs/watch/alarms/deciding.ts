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
} from '../measure.ts';
import type { WatchThresholds } from '../thresholds.ts';
import type { WatchedKeys } from '../watched.ts';

const AT_ONCE = { breaching: 1, of: 10 } as const;
const COMMON = { period: MINUTE, comparison: AT_LEAST, missing: NOT_BREACHING } as const;

/** When an authorizer fails its customers. No calls, no value: silence is good. */
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
      what: 'Requests could not be decided on and were answered with a server error: nobody gets in by it.',
      query: 'decision-faults',
      metric: faults,
      threshold: thresholds.authorizerFaultsAMinute,
      periods: AT_ONCE,
    },
    {
      ...COMMON,
      name: 'authorizer-throttles',
      pages: 'as-cause',
      what: 'Lambda turns calls of the authorizer away: those requests are answered with a server error.',
      query: 'who-is-failing',
      metric: functionMetric(authorizer, 'Throttles'),
      threshold: thresholds.authorizerThrottlesAMinute,
      periods: AT_ONCE,
    },
  ];
}

/** Whatever could not be decided: told by the functions themselves, and by the log of the one that ended. */
export function allFaults(usageTable: string, ofTheLog: Metric): AlarmDefinition['metric'] {
  return sumOf(
    [usageMetric(usageTable, 'decisionFaults'), ofTheLog],
    'Requests that could not be decided on',
  );
}

/** When deciding is slow. */
export function slowDecisions(
  metric: Metric,
  { slowDecisionMs }: Required<WatchThresholds>,
): AlarmDefinition {
  return {
    ...COMMON,
    name: 'slow-decisions',
    what: 'One request in a hundred waits too long for its decision.',
    query: 'slow-decisions',
    metric,
    threshold: slowDecisionMs,
    periods: AT_ONCE,
    fewSamplesSayNothing: true,
  };
}

/** When what deciding rests on is in trouble. Three minutes in a row: single ones are retried. */
export function tableAlarms({ store, recorder }: WatchedKeys): readonly AlarmDefinition[] {
  const tables = [store.table, ...(recorder ? [recorder.store.table] : [])];
  const lasting = { threshold: 1, periods: { breaching: 3, of: 3 } } as const;
  return [
    {
      ...COMMON,
      ...lasting,
      name: 'table-throttles',
      what: 'DynamoDB turns reads or writes of the tables away.',
      query: 'decision-faults',
      metric: tableThrottles(tables),
    },
    {
      ...COMMON,
      ...lasting,
      name: 'table-errors',
      what: 'DynamoDB fails at reads or writes of the tables, by its own fault.',
      query: 'decision-faults',
      metric: tableErrors(store.table, recorder?.store.table),
    },
  ];
}

/** When uses are not recorded: reports and the retiring of old values rest on them. */
export function usageAlarms(
  { store, recorder, counter }: WatchedKeys,
  { usageDeliveryLagSeconds }: Required<WatchThresholds>,
): readonly AlarmDefinition[] {
  if (!recorder || !counter) return [];
  return [
    {
      ...COMMON,
      name: 'usage-recording-failing',
      what: 'What was used can not be recorded, or not be added up: both are tried again for a while.',
      query: 'usage-faults',
      metric: sumOf(
        [recorder, counter].map((fn) => functionMetric(fn, 'Errors')),
        'Failed runs of what records uses',
      ),
      threshold: 1,
      period: Duration.minutes(5),
      periods: { breaching: 3, of: 3 },
    },
    {
      name: 'usage-delivery-broken',
      what: 'The lines of an authorizer do not arrive, or nobody looks whether they do: uses go uncounted.',
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
