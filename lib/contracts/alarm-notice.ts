import * as z from 'zod';
import { isSavedQuery, type SavedQueryName } from './saved-queries.ts';

/** What an alarm says of itself. It stands in its description, so that also a raw notice holds it. */
export interface AlarmText {
  /** What happened. */
  readonly what: string;
  /** Where it says what to do. */
  readonly runbook: string;
  /** The query to run first. */
  readonly query: SavedQueryName;
}

const RUNBOOK = 'Runbook: ';
const QUERY = 'First query: ';

/** The description of an alarm. */
export function alarmText({ what, runbook, query }: AlarmText): string {
  return [what, RUNBOOK + runbook, QUERY + query].join('\n');
}

/** Reads what `alarmText` wrote; undefined where the alarm is somebody else's. */
export function readAlarmText(description: string): AlarmText | undefined {
  const [what] = description.split('\n');
  const [runbook, query] = [runbookIn(description), lineAfter(QUERY, description)];
  if (!what || !runbook || !query || !isSavedQuery(query)) return undefined;
  return { what, runbook, query };
}

/** Where the runbook of an alarm is, by its description; undefined if it names none. */
export function runbookIn(description: string): string | undefined {
  return lineAfter(RUNBOOK, description);
}

function lineAfter(mark: string, description: string): string | undefined {
  const lines = description.split('\n');
  return lines.find((line) => line.startsWith(mark))?.slice(mark.length);
}

/** What CloudWatch tells a topic when an alarm changes its state. */
export const alarmNotice = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().nullish(),
  NewStateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  OldStateValue: z.string().nullish(),
  NewStateReason: z.string(),
  /** Like `2027-01-31T12:00:00.000+0000`. */
  StateChangeTime: z.string(),
});
export type AlarmNotice = z.infer<typeof alarmNotice>;

/** How a topic calls a function: one record. */
export const topicEvent = z.object({
  Records: z
    .array(
      z.object({
        Sns: z.object({ TopicArn: z.string().regex(/^arn:[\w-]+:sns:[\w-]+:\d+:/), Message: z.string() }),
      }),
    )
    .length(1),
});

/** The attribute that tells a readable notice from what CloudWatch sends, and its value. */
export const NOTICE_FORM = { name: 'form', readable: 'readable' } as const;
