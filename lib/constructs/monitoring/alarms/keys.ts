import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { keyEventMetric, ROTATION_FAILURES } from '../../../contracts/key-event-metrics.ts';
import { ROTATION_METRICS } from '../../../contracts/rotation-metrics.ts';
import { type AlarmDefinition, AT_LEAST, BELOW, BREACHING, NOT_BREACHING } from '../alarm.ts';
import { keyMetric, MINUTE, rotationMetric, waitingMessages } from '../metrics.ts';
import type { MonitoredRotation } from '../monitored-resources.ts';

/** A single event keeps the alarm active for an hour. */
const FOR_AN_HOUR = { breaching: 1, of: 60 } as const;
const ONE = {
  query: 'rotation-errors',
  period: MINUTE,
  comparison: AT_LEAST,
  threshold: 1,
  missing: NOT_BREACHING,
} as const;

/** Alarms on rotation. Only a missing value of the sweep breaches. */
export function rotationAlarms({
  name: rotation,
  deadLetters,
}: MonitoredRotation): readonly AlarmDefinition[] {
  return [
    {
      ...ONE,
      name: 'rotation-failed',
      summary: 'A rotation failed or timed out. The current value of the key remains valid.',
      metric: rotationMetric(rotation, ROTATION_FAILURES),
      periods: FOR_AN_HOUR,
    },
    {
      ...ONE,
      name: 'secret-value-rejected',
      pages: 'as-cause',
      summary: 'A secret contains a rejected value. Consumers that read it cannot authenticate.',
      metric: rotationMetric(rotation, keyEventMetric('secret.value-rejected')),
      periods: FOR_AN_HOUR,
    },
    {
      ...ONE,
      name: 'secret-label-drift',
      summary: 'AWSCURRENT of a managed secret was moved outside Postern.',
      metric: rotationMetric(rotation, keyEventMetric('secret.label-drift')),
      periods: FOR_AN_HOUR,
    },
    {
      ...ONE,
      name: 'rotation-overdue',
      summary: 'Managed keys have been due for 15 minutes or more and are not queued. The sweep is too slow.',
      metric: rotationMetric(rotation, ROTATION_METRICS.overdue, Stats.MAXIMUM),
      period: Duration.minutes(5),
      periods: { breaching: 2, of: 2 },
    },
    {
      ...ONE,
      name: 'sweep-heartbeat-missing',
      summary: 'The sweep of managed keys does not run. No value is rotated or retired.',
      metric: rotationMetric(rotation, ROTATION_METRICS.sweeps),
      comparison: BELOW,
      // A minute may hold two of them, and the next none.
      periods: { breaching: 3, of: 3 },
      missing: BREACHING,
    },
    {
      ...ONE,
      name: 'rotation-dead-letters',
      summary:
        'Tasks on managed keys or events about limits failed repeatedly and are in the dead-letter queue.',
      metric: waitingMessages(deadLetters),
      periods: { breaching: 1, of: 1 },
    },
  ];
}

/** The alarm on keys that expire without rotation. They are counted every 12 hours, so that each day has a value. */
export function expiryAlarm(keyTable: string): AlarmDefinition {
  return {
    name: 'keys-expiring',
    summary: 'Keys expire within 7 days and are not rotated.',
    query: 'expiring-keys',
    metric: keyMetric(keyTable, 'expiringUnrotated'),
    period: Duration.days(1),
    comparison: AT_LEAST,
    threshold: 1,
    periods: { breaching: 1, of: 1 },
    // A count of 0 is not published. The sum would count a key twice.
    missing: NOT_BREACHING,
  };
}
