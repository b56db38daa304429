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

/** What watches the watch. */
export function ownAlarms(keyTable: string, deadLetters: IQueue): readonly AlarmDefinition[] {
  return [
    {
      ...ONE,
      name: 'notice-dead-letters',
      query: 'watch-faults',
      what: 'Notices could not be written or delivered: tickets may not arrive.',
      metric: waitingMessages(deadLetters),
    },
    {
      ...ONE,
      name: 'test-notice',
      query: 'actions-of-a-person',
      what: 'Somebody asked for this notice, to see that it arrives. There is nothing to do.',
      metric: keyMetric(keyTable, 'testNotices'),
    },
    {
      ...ONE,
      name: 'muted',
      query: 'actions-of-a-person',
      what: 'Somebody muted the pages for maintenance. Tickets go on, and pages when this is over.',
      metric: keyMetric(keyTable, 'muted'),
    },
  ];
}
