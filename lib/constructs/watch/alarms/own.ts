import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type AlarmDefinition, AT_LEAST, NOT_BREACHING } from '../alarm.ts';
import { keyMetric, MINUTE, waitingMessages } from '../measure.ts';

const ONE = {
  period: MINUTE,
  comparison: AT_LEAST,
  threshold: 1,
  periods: { breaching: 1, of: 1 },
  missing: NOT_BREACHING,
} as const;

/** 1 where the latest command about a minute mutes it: each command tells when it was given, for every minute it is about. */
function mutedNow(keyTable: string): MathExpression {
  return new MathExpression({
    expression: 'IF(FILL(muted, 0) > FILL(unmuted, 0), 1, 0)',
    usingMetrics: { muted: keyMetric(keyTable, 'muted'), unmuted: keyMetric(keyTable, 'unmuted') },
    label: 'Paging is muted',
    period: MINUTE,
  });
}

/** What watches the watch. */
export function ownAlarms(keyTable: string, deadLetters: IQueue): readonly AlarmDefinition[] {
  return [
    {
      ...ONE,
      name: 'notice-dead-letters',
      pages: 'as-cause',
      query: 'watch-faults',
      what: 'Notices could not be written or delivered: tickets may not arrive.',
      metric: waitingMessages(deadLetters),
    },
    {
      ...ONE,
      name: 'test-notice',
      pages: 'directly',
      query: 'actions-of-a-person',
      what: 'Somebody asked for this notice, to see that it arrives. There is nothing to do.',
      metric: keyMetric(keyTable, 'testNotices'),
    },
    {
      ...ONE,
      name: 'muted',
      query: 'actions-of-a-person',
      what: 'Somebody muted the pages for maintenance. Tickets go on, and pages when this is over.',
      metric: mutedNow(keyTable),
    },
  ];
}
