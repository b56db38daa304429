import { type MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { AlarmDefinition } from '../alarm.ts';
import { usageMetric } from '../metrics.ts';
import type { MonitoredKeys, MonitoredRotation } from '../monitored-resources.ts';
import type { AlarmThresholds } from '../thresholds.ts';
import { adminAlarms, auditAlarms } from './admin.ts';
import { attackAlarms } from './attacks.ts';
import {
  authorizerAlarms,
  authorizerLatency,
  limiterAlarm,
  tableAlarms,
  usageAlarms,
} from './authorization.ts';
import { expiryAlarm, rotationAlarms } from './keys.ts';
import { selfMonitoringAlarms } from './self-monitoring.ts';

/** The resources and metrics that the alarms of a deployment evaluate. */
export interface Monitored {
  readonly keys: MonitoredKeys;
  readonly rotation: MonitoredRotation | undefined;
  /** The dead-letter queue of notifications. */
  readonly deadLetters: IQueue;
  /** Requests without a decision. */
  readonly faults: Metric | MathExpression;
  /** Changes through the admin API, and its denied calls. */
  readonly changes: Metric;
  readonly denials: Metric;
}

/** Every alarm except the anomaly alarm and the composite alarms that page. */
export function allAlarms(
  monitored: Monitored,
  thresholds: Required<AlarmThresholds>,
): readonly AlarmDefinition[] {
  const { keys, rotation, deadLetters } = monitored;
  const keyTable = keys.store.table.tableName;
  return [
    ...(keys.recorder ? decisionAlarms(keys.recorder.store.table.tableName, thresholds) : []),
    ...authorizerAlarms(keys.authorizer, monitored.faults, thresholds),
    ...tableAlarms(keys),
    ...usageAlarms(keys, thresholds),
    ...(rotation ? rotationAlarms(rotation) : []),
    expiryAlarm(keyTable),
    ...adminAlarms(monitored, thresholds),
    ...(keys.auditChain ? auditAlarms(keys.auditChain, thresholds) : []),
    ...selfMonitoringAlarms(keyTable, deadLetters),
  ];
}

function decisionAlarms(
  usageTable: string,
  thresholds: Required<AlarmThresholds>,
): readonly AlarmDefinition[] {
  const slowest = usageMetric(usageTable, 'decisionDuration', Stats.percentile(99));
  return [
    ...attackAlarms(usageTable, thresholds),
    authorizerLatency(slowest, thresholds),
    limiterAlarm(usageTable, thresholds),
  ];
}
