import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { noticeMetric, ROTATION_FAILURES } from '../../../contracts/notice-metrics.ts';
import { ROTATION_METRICS } from '../../../contracts/rotation-metrics.ts';
import { type AlarmDefinition, AT_LEAST, BELOW, BREACHING, MISSING, NOT_BREACHING } from '../alarm.ts';
import { keyMetric, MINUTE, rotationMetric, waitingMessages } from '../measure.ts';
import type { WatchedRotation } from '../watched.ts';

/** What happened once stays told for an hour. */
const FOR_AN_HOUR = { breaching: 1, of: 60 } as const;
const ONE = {
  query: 'rotation-troubles',
  period: MINUTE,
  comparison: AT_LEAST,
  threshold: 1,
  missing: NOT_BREACHING,
} as const;

/** When rotation does not go on. Nothing told, no value: silence is good, but of the sweep. */
export function rotationAlarms({ name: rotation, deadLetters }: WatchedRotation): readonly AlarmDefinition[] {
  return [
    {
      ...ONE,
      name: 'rotation-failed',
      what: 'A rotation failed or is stuck. The old value of the key goes on being accepted.',
      metric: rotationMetric(rotation, ROTATION_FAILURES),
      periods: FOR_AN_HOUR,
    },
    {
      ...ONE,
      name: 'secret-holds-dead-key',
      pages: 'as-cause',
      what: 'A secret holds a value that is not accepted: whoever reads it is refused.',
      metric: rotationMetric(rotation, noticeMetric('secret-holds-dead-key')),
      periods: FOR_AN_HOUR,
    },
    {
      ...ONE,
      name: 'label-moved-by-hand',
      what: 'AWSCURRENT of a managed secret was moved by somebody else than the rotation.',
      metric: rotationMetric(rotation, noticeMetric('label-moved-by-hand')),
      periods: FOR_AN_HOUR,
    },
    {
      ...ONE,
      name: 'rotation-overdue',
      what: 'Managed keys have been due for a quarter of an hour and more: rotation does not keep up.',
      metric: rotationMetric(rotation, ROTATION_METRICS.overdue, Stats.MAXIMUM),
      period: Duration.minutes(5),
      periods: { breaching: 2, of: 2 },
    },
    {
      ...ONE,
      name: 'sweep-missing',
      what: 'The sweep of managed keys does not run: nothing is rotated or retired.',
      metric: rotationMetric(rotation, ROTATION_METRICS.sweeps),
      comparison: BELOW,
      // A minute may hold two of them, and the next none.
      periods: { breaching: 3, of: 3 },
      missing: BREACHING,
    },
    {
      ...ONE,
      name: 'rotation-dead-letters',
      what: 'Work on managed keys failed again and again and was laid aside.',
      metric: waitingMessages(deadLetters),
      periods: { breaching: 1, of: 1 },
    },
  ];
}

/** When keys end that nobody replaces. They are counted every quarter of an hour. */
export function expiryAlarm(keyTable: string): AlarmDefinition {
  return {
    name: 'keys-expiring',
    what: 'Keys expire within 7 days, and nothing rotates them.',
    query: 'expiring-keys',
    metric: keyMetric(keyTable, 'expiringUnrotated'),
    period: Duration.minutes(15),
    comparison: AT_LEAST,
    threshold: 1,
    periods: { breaching: 1, of: 1 },
    // That they are not counted is told by `usage-delivery-broken`.
    missing: MISSING,
  };
}
