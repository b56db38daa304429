import * as z from 'zod';
import { isSavedQuery, type SavedQueryName } from './saved-queries.ts';

/** The texts of an alarm. Its description contains them, so that raw notifications contain them, too. */
export interface AlarmText {
  /** What happened, in one or two sentences. */
  readonly summary: string;
  /** Path or URL of the runbook. */
  readonly runbook: string;
  /** The query to run first. */
  readonly query: SavedQueryName;
}

const RUNBOOK = 'Runbook: ';
const QUERY = 'First query: ';

/** The description of an alarm. */
export function alarmText({ summary, runbook, query }: AlarmText): string {
  return [summary, RUNBOOK + runbook, QUERY + query].join('\n');
}

/** Reads the result of `alarmText`; undefined for an alarm of another application. */
export function readAlarmText(description: string): AlarmText | undefined {
  const [summary] = description.split('\n');
  const [runbook, query] = [runbookIn(description), lineAfter(QUERY, description)];
  if (!summary || !runbook || !query || !isSavedQuery(query)) return undefined;
  return { summary, runbook, query };
}

/** The runbook that the description of an alarm names, if any. */
export function runbookIn(description: string): string | undefined {
  return lineAfter(RUNBOOK, description);
}

function lineAfter(mark: string, description: string): string | undefined {
  const lines = description.split('\n');
  return lines.find((line) => line.startsWith(mark))?.slice(mark.length);
}

/** The message that CloudWatch publishes to a topic when an alarm changes its state. */
export const alarmNotification = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().nullish(),
  NewStateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  OldStateValue: z.string().nullish(),
  NewStateReason: z.string(),
  /** Like `2027-01-31T12:00:00.000+0000`. */
  StateChangeTime: z.string(),
});
export type AlarmNotification = z.infer<typeof alarmNotification>;

/** The event with which a topic invokes a function: one record. */
export const topicEvent = z.object({
  Records: z
    .array(
      z.object({
        Sns: z.object({ TopicArn: z.string().regex(/^arn:[\w-]+:sns:[\w-]+:\d+:/), Message: z.string() }),
      }),
    )
    .length(1),
});

/** The message attribute that marks a formatted notification, and its value. Raw messages of CloudWatch do not have it. */
export const NOTIFICATION_FORMAT = { name: 'form', readable: 'readable' } as const;
