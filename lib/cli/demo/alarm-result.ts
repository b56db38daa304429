import type { LocalAlarms } from '../../contracts/local-alarms.ts';
import { details, type Style } from '../output.ts';

/** An alarm that fired during the attack. */
export interface AlarmResult {
  readonly alarm: LocalAlarms['alarms'][number];
  /** The names of other alarms in ALARM. */
  readonly others: readonly string[];
  /** Since the start of the attack. */
  readonly afterSeconds: number;
  readonly requests: number;
}

/** Formats the result. */
export function alarmResultView({ alarm, others, afterSeconds, requests }: AlarmResult) {
  const { name, state, since, reason, description } = alarm;
  const [means = ''] = description.split('\n');
  const runbook = /docs\/runbooks\/[\w-]+\.md/.exec(description)?.[0] ?? null;
  return { alarm: name, state, since, reason, means, runbook, afterSeconds, requests, alsoInAlarm: others };
}

export function alarmResultLines(view: ReturnType<typeof alarmResultView>, style: Style): string {
  const fields = details(
    view,
    {
      alarm: ({ alarm }) => alarm,
      state: ({ state }) => state,
      since: ({ since }) => since,
      after: ({ afterSeconds, requests }) => `${afterSeconds} s and ${requests} requests`,
      because: ({ reason }) => reason,
      means: ({ means }) => means,
      runbook: ({ runbook }) => runbook,
      also: ({ alsoInAlarm }) => alsoInAlarm.join(', ') || null,
    },
    style,
  );
  const then = 'The output of npm start shows the notifications, and the recovery a few minutes later.';
  return `${fields}\n\nThe attack has ended. ${then}`;
}
