import { type AlarmNotice, readAlarmText } from '../../lib/contracts/alarm-notice.ts';
import { SAVED_QUERIES } from '../../lib/contracts/saved-queries.ts';

export interface Notice {
  readonly subject: string;
  readonly text: string;
}

/** What SNS takes as a subject: ASCII, so long. */
const SUBJECT_LENGTH = 100;

const WORDS = { ALARM: 'goes off', OK: 'is over', INSUFFICIENT_DATA: 'knows nothing' } as const;

/** What an alarm tells, for people: what, since when, its graph, what to do, and what to ask first. */
export function noticeOf(alarm: AlarmNotice, topicArn: string): Notice {
  const { AlarmName, NewStateValue, NewStateReason, AlarmDescription } = alarm;
  const text = readAlarmText(AlarmDescription ?? '');
  const told = [
    `${NewStateValue}: ${AlarmName} ${WORDS[NewStateValue]}`,
    ...(text ? ['', text.what] : []),
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
  return { subject: subjectOf(`${NewStateValue}: ${AlarmName}`), text: `${told.join('\n')}\n` };
}

function subjectOf(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, SUBJECT_LENGTH);
}

/** As Postern writes instants; as it came where it is none. */
function sinceOf({ StateChangeTime }: AlarmNotice): string {
  const at = new Date(StateChangeTime.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at.getTime()) ? StateChangeTime : at.toISOString();
}

/** The alarm's page in the console: of the region of its topic, for an alarm tells no topic of another. */
function graphOf({ AlarmName }: AlarmNotice, topicArn: string): string {
  const [, , , region = ''] = topicArn.split(':');
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(AlarmName)}`;
}
