import { type MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { AlarmDefinition } from '../alarm.ts';
import { usageMetric } from '../metrics.ts';
import type { WatchThresholds } from '../thresholds.ts';
import type { WatchedKeys, WatchedRotation } from '../monitored-resources.ts';
import { adminAlarms, auditAlarms } from './admin.ts';
import { attackAlarms } from './attacks.ts';
import { authorizerAlarms, slowDecisions, tableAlarms, usageAlarms } from './authorization.ts';
import { expiryAlarm, rotationAlarms } from './keys.ts';
import { ownAlarms } from './self-monitoring.ts';

/** The resources and metrics that the alarms of a deployment evaluate. */
export interface Watched {
  readonly keys: WatchedKeys;
  readonly rotation: WatchedRotation | undefined;
  /** The dead-letter queue of notifications. */
  readonly deadLetters: IQueue;
  /** Requests without a decision. */
  readonly faults: Metric | MathExpression;
  /** Changes through the admin API, and its denied calls. */
  readonly changes: Metric;
  readonly refusals: Metric;
}

/** Every alarm except the anomaly alarm and the composite alarms that page. */
export function alarmsOn(
  watched: Watched,
  thresholds: Required<WatchThresholds>,
): readonly AlarmDefinition[] {
  const { keys, rotation, deadLetters } = watched;
  const keyTable = keys.store.table.tableName;
  return [
    ...(keys.recorder ? decisionAlarms(keys.recorder.store.table.tableName, thresholds) : []),
    ...authorizerAlarms(keys.authorizer, watched.faults, thresholds),
    ...tableAlarms(keys),
    ...usageAlarms(keys, thresholds),
    ...(rotation ? rotationAlarms(rotation) : []),
    expiryAlarm(keyTable),
    ...adminAlarms(watched, thresholds),
    ...(keys.auditChain ? auditAlarms(keys.auditChain, thresholds) : []),
    ...ownAlarms(keyTable, deadLetters),
  ];
}

function decisionAlarms(
  usageTable: string,
  thresholds: Required<WatchThresholds>,
): readonly AlarmDefinition[] {
  const slowest = usageMetric(usageTable, 'decisionDuration', Stats.percentile(99));
  return [...attackAlarms(usageTable, thresholds), slowDecisions(slowest, thresholds)];
}
