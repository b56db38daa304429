import { type AlarmNotification, readAlarmText } from '../../lib/contracts/alarm-notification.ts';
import { SAVED_QUERIES } from '../../lib/contracts/saved-queries.ts';

export interface Notification {
  readonly subject: string;
  readonly text: string;
}

/** The maximum length of an SNS subject, which must be ASCII. */
const SUBJECT_LENGTH = 100;

const STATE_TEXTS = {
  ALARM: 'is active',
  OK: 'has ended',
  INSUFFICIENT_DATA: 'has insufficient data',
} as const;

/** The formatted notification of an alarm: description, time, reason, graph, runbook and first query. */
export function notificationOf(alarm: AlarmNotification, topicArn: string): Notification {
  const { AlarmName, NewStateValue, NewStateReason, AlarmDescription } = alarm;
  const text = readAlarmText(AlarmDescription ?? '');
  const lines = [
    `${NewStateValue}: ${AlarmName} ${STATE_TEXTS[NewStateValue]}`,
    ...(text ? ['', text.summary] : []),
    '',
    `Since:       ${sinceOf(alarm)}`,
    `Why:         ${NewStateReason}`,
    `Graph:       ${graphOf(alarm, topicArn)}`,
    ...(text
      ? [
          `Runbook:     ${text.runbook}`,
          `First query: ${text.query}, saved in CloudWatch Logs Insights:`,
          `             ${SAVED_QUERIES[text.query].text}`,
        ]
      : []),
  ];
  return { subject: subjectOf(`${NewStateValue}: ${AlarmName}`), text: `${lines.join('\n')}\n` };
}

function subjectOf(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, SUBJECT_LENGTH);
}

/** The time in the format of Postern, or unchanged if it is not a valid time. */
function sinceOf({ StateChangeTime }: AlarmNotification): string {
  const at = new Date(StateChangeTime.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at.getTime()) ? StateChangeTime : at.toISOString();
}

/** The page of the alarm in the console. An alarm notifies only topics of its own Region. */
function graphOf({ AlarmName }: AlarmNotification, topicArn: string): string {
  const [, , , region = ''] = topicArn.split(':');
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(AlarmName)}`;
}
