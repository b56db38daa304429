import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type AlarmDefinition, AT_LEAST, NOT_BREACHING } from '../alarm.ts';
import { keyMetric, MINUTE, waitingMessages } from '../metrics.ts';

const ONE = {
  period: MINUTE,
  comparison: AT_LEAST,
  threshold: 1,
  periods: { breaching: 1, of: 1 },
  missing: NOT_BREACHING,
} as const;

/** 1 if the latest command for a minute mutes it. Each command writes its own time as the value of each of its minutes. */
function mutedNow(keyTable: string): MathExpression {
  return new MathExpression({
    expression: 'IF(FILL(muted, 0) > FILL(unmuted, 0), 1, 0)',
    usingMetrics: { muted: keyMetric(keyTable, 'muted'), unmuted: keyMetric(keyTable, 'unmuted') },
    label: 'Paging is muted',
    period: MINUTE,
  });
}

/** Alarms on the notifications themselves. */
export function selfMonitoringAlarms(keyTable: string, deadLetters: IQueue): readonly AlarmDefinition[] {
  return [
    {
      ...ONE,
      name: 'notification-dead-letters',
      pages: 'as-cause',
      query: 'monitoring-errors',
      summary: 'Notifications could not be formatted or delivered. Tickets may not arrive.',
      metric: waitingMessages(deadLetters),
    },
    {
      ...ONE,
      name: 'test-notification',
      pages: 'directly',
      query: 'admin-actions-by-caller',
      summary: 'Test notification, requested by an operator. No action is required.',
      metric: keyMetric(keyTable, 'testNotifications'),
    },
    {
      ...ONE,
      name: 'paging-muted',
      query: 'admin-actions-by-caller',
      summary:
        'An operator muted paging for maintenance. Tickets are still sent. Active alarms page when the mute ends.',
      metric: mutedNow(keyTable),
    },
  ];
}
