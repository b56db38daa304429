import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { NAMESPACE } from '../../contracts/embedded-metrics.ts';
import { KEY_METRICS } from '../../contracts/key-metrics.ts';
import { KEY_TABLE } from '../../contracts/key-table.ts';
import { METRICS } from '../../contracts/metrics.ts';
import { ROTATION_METRICS } from '../../contracts/rotation-metrics.ts';

/** The highest resolution of these metrics. */
export const MINUTE = Duration.minutes(1);

/** A metric of decisions. */
export function usageMetric(
  usageTable: string,
  name: Exclude<keyof typeof METRICS, 'namespace' | 'dimension'>,
  statistic: string = Stats.SUM,
): Metric {
  return selfMonitoringMetric(METRICS.dimension, usageTable, METRICS[name], statistic);
}

/** A metric of keys. */
export function keyMetric(
  keyTable: string,
  name: Exclude<keyof typeof KEY_METRICS, 'dimension'>,
  statistic: string = Stats.MAXIMUM,
): Metric {
  return selfMonitoringMetric(KEY_METRICS.dimension, keyTable, KEY_METRICS[name], statistic);
}

/** A metric of rotation or of key events. */
export function rotationMetric(rotation: string, metricName: string, statistic: string = Stats.SUM): Metric {
  return selfMonitoringMetric(ROTATION_METRICS.dimension, rotation, metricName, statistic);
}

/** A metric of Postern. Its only dimension identifies the deployment. */
export function selfMonitoringMetric(
  dimension: string,
  of: string,
  metricName: string,
  statistic: string,
): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { [dimension]: of },
    statistic,
    period: MINUTE,
  });
}

/** A metric of Lambda, summed per minute. */
export function functionMetric(fn: IFunction, metricName: 'Errors' | 'Throttles' | 'Invocations'): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: fn.functionName },
    statistic: Stats.SUM,
    period: MINUTE,
  });
}

/** The number of messages in a queue. */
export function waitingMessages(queue: IQueue): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: MINUTE });
}

/** Throttled reads and writes of the tables and all of their indexes. */
export function tableThrottles(tables: readonly ITableV2[]): MathExpression {
  return sumOf(
    tables.flatMap((table) => [
      tableMetric(table, { metricName: 'ReadThrottleEvents' }),
      tableMetric(table, { metricName: 'WriteThrottleEvents' }),
    ]),
    'Throttled by the tables',
  );
}

/** System errors of DynamoDB for the key table. DynamoDB reports them for each operation only. */
export function tableErrors(keyTable: ITableV2): MathExpression {
  const metrics = KEY_TABLE.operations.map((Operation) =>
    tableMetric(keyTable, { metricName: 'SystemErrors', Operation }),
  );
  return sumOf(metrics, "DynamoDB's own errors");
}

function tableMetric(
  { tableName }: ITableV2,
  { metricName, Operation }: { readonly metricName: string; readonly Operation?: string },
): Metric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName, ...(Operation === undefined ? {} : { Operation }) },
    statistic: Stats.SUM,
    period: MINUTE,
  });
}

/** The maximum number of metrics in the math expression of an alarm. */
const MATH_LIMIT = 10;

/** The sum. A metric without a value in a period counts as 0. */
export function sumOf(metrics: readonly IMetric[], label: string): MathExpression {
  if (metrics.length > MATH_LIMIT) {
    throw new Error(`${label} takes ${metrics.length} metrics; CloudWatch allows ${MATH_LIMIT} in an alarm`);
  }
  const usingMetrics = Object.fromEntries(metrics.map((metric, n) => [`m${n}`, metric]));
  const terms = Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`);
  return new MathExpression({ expression: terms.join(' + '), usingMetrics, label, period: MINUTE });
}
