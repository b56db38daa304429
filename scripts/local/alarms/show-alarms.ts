import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { styleText } from 'node:util';
import { printable } from '../../../lib/cli/printable.ts';
import { NOTIFICATION_FORMAT } from '../../../lib/contracts/alarm-notification.ts';
import type { AlarmState } from '../../alarms/definition.ts';
import type { Watch } from '../follow.ts';
import { AlarmHistory, type StateChange } from './alarm-history.ts';
import { NotificationQueue, type TopicMessage } from './notification-queue.ts';

const PAUSE_MS = 1_000;
const TOPICS = 'Postern-local-Monitoring-';

/** Prints each state change of an alarm and each notification. */
export function showAlarmsOn(
  stream: Writable & { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): Watch {
  const colours = stream.isTTY === true && !environment.NO_COLOR;
  return async (endpointUrl, signal) => {
    const history = new AlarmHistory(endpointUrl, Date.now());
    const queue = await openQueue(endpointUrl);
    while (await pause(signal)) {
      try {
        for (const change of await history.read(signal)) stream.write(`${changeRow(change, colours)}\n`);
        for (const message of (await queue?.read(signal)) ?? []) stream.write(notificationText(message));
      } catch {
        // The reader of the decisions reports an unavailable emulator.
      }
    }
    await queue?.close().catch(() => {});
  };
}

/** Undefined if the topics cannot be subscribed to; state changes are still printed. */
async function openQueue(endpointUrl: string): Promise<NotificationQueue | undefined> {
  const name = `postern-start-${process.pid}`;
  return NotificationQueue.open(endpointUrl, name, (topic) => topic.startsWith(TOPICS)).catch(
    () => undefined,
  );
}

/** Formats a state change as one line without control characters. */
export function changeRow({ alarm, from, to, reason, atMs }: StateChange, colours: boolean): string {
  const time = new Date(atMs).toISOString().slice(11, 19);
  const state = colours ? styleText(colourOf(to), to, { validateStream: false }) : to;
  return `${time}  ${state}  ${printable(alarm)}, previously ${from}: ${printable(reason)}`;
}

/** Formats the text of a notification, indented, without the fields that CloudWatch adds. */
export function notificationText({ topic, subject, text, attributes }: TopicMessage): string {
  if (attributes[NOTIFICATION_FORMAT.name] !== NOTIFICATION_FORMAT.readable) return '';
  const to = /(Page|Ticket)/.exec(topic.slice(TOPICS.length))?.[0].toLowerCase() ?? topic;
  const lines = text.split('\n').filter((line) => line !== '');
  return [`          notified ${printable(to)}: ${printable(subject)}`, ...lines.map(indented), ''].join(
    '\n',
  );
}

function indented(line: string): string {
  return `            ${printable(line)}`;
}

function colourOf(state: AlarmState) {
  if (state === 'ALARM') return 'red';
  return state === 'OK' ? 'green' : 'yellow';
}

async function pause(signal: AbortSignal): Promise<boolean> {
  await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}
