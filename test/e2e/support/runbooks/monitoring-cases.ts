import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { expect, inject, vi } from 'vitest';
import * as z from 'zod';
import type { AlarmState } from '../../../../scripts/alarms/definition.ts';
import { metricsIn } from '../../../../scripts/alarms/embedded-metrics.ts';
import { AlarmEvaluator } from '../../../../scripts/alarms/evaluator.ts';
import { MetricStore, MINUTE_MS } from '../../../../scripts/alarms/metric-store.ts';
import { AlarmService } from '../../../../scripts/local/alarms/alarm-service.ts';
import { deployedAlarms } from '../../../../scripts/local/alarms/deployed-alarms.ts';
import { rootClient } from '../../../../scripts/local/environment.ts';
import { LogTailer } from '../../../../scripts/local/log-tailer.ts';
import { adminClient } from '../admin.ts';
import { stackOutput, stackResource } from '../stack-resources.ts';
import { deadLetterIn } from './queues.ts';
import { ALARM_STATUS, HEALTHY_DOCTOR, type RunbookCase, type RunbookCases, type Step } from './situation.ts';

const { endpointUrl } = inject('deployment');
const cloudWatch = new CloudWatchClient(rootClient(endpointUrl));
const PREFIX = 'Postern-local-Monitoring-';
/** Log lines appear within seconds. */
const SOON = { timeout: 20_000, interval: 250 };

/** Evaluates one alarm on the metrics that the deployment writes from now on. */
async function alarmByMetrics(name: string) {
  const alarms = await deployedAlarms(endpointUrl);
  const metrics = new MetricStore();
  const log = new LogTailer(endpointUrl, Date.now(), { term: 'CloudWatchMetrics', read: metricsIn });
  const expectState = (expected: AlarmState) =>
    vi.waitFor(async () => {
      const lines = await log.read(Date.now(), AbortSignal.timeout(10_000));
      for (const datum of lines.flatMap(({ line }) => line)) metrics.put(datum);
      const evaluator = new AlarmEvaluator(alarms, metrics);
      const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
      for (const after of [1, 2]) evaluator.evaluate(minute + after * MINUTE_MS);
      expect(evaluator.stateOf(PREFIX + name)).toBe(expected);
    }, SOON);
  return { expectState };
}

function setState(name: string, StateValue: AlarmState): Promise<unknown> {
  return cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName: PREFIX + name, StateValue, StateReason: 'test of a runbook' }),
  );
}

/** Activates the alarm of a runbook directly, because the emulator cannot produce DynamoDB errors. */
function activeAlarm(name: string, steps: (status: Step) => readonly Step[]): RunbookCase {
  return {
    state: 'the alarm is active',
    prepare: async () => {
      const alarms = await deployedAlarms(endpointUrl);
      await new AlarmService(endpointUrl).createUnsupported(
        alarms.filter((alarm) => alarm.name === PREFIX + name),
      );
      await setState(name, 'ALARM');
      const shows = [new RegExp(`^ALARM +${PREFIX}${name} .*docs/runbooks/${name}\\.md`, 'm')];
      return {
        steps: steps({ command: 'npx postern alarms status', shows }),
        end: () => setState(name, 'OK'),
      };
    },
  };
}

const receivedMessages = z.object({ Messages: z.tuple([z.object({ ReceiptHandle: z.string() })]) });

/** The event of a ticket that the function could not format, as Lambda sends it to the dead-letter queue. */
async function undeliveredTicket(): Promise<string> {
  const alarm = {
    AlarmName: `${PREFIX}rotation-failed`,
    NewStateValue: 'ALARM',
    NewStateReason: 'test of a runbook',
    StateChangeTime: '2027-01-31T12:00:00.000+0000',
  };
  const TopicArn = await stackOutput('Postern-local-Monitoring', 'TicketTopic');
  return JSON.stringify({ Records: [{ Sns: { TopicArn, Message: JSON.stringify(alarm) } }] });
}

export const MONITORING_CASES: RunbookCases = {
  'paging-muted': {
    state: 'pages are muted',
    prepare: async () => {
      const { expectState } = await alarmByMetrics('paging-muted');
      await adminClient.call('mutePages', { body: { minutes: 5 } });
      await expectState('ALARM');
      return {
        steps: [
          ALARM_STATUS,
          {
            command: 'npx postern alarms mute',
            shows: [/Paging is muted until \d{4}-/],
            after: () => expectState('ALARM'),
          },
          {
            command: 'npx postern alarms unmute',
            shows: [/Paging resumes/],
            after: () => expectState('OK'),
          },
        ],
      };
    },
  },
  'test-notification': {
    state: 'the alarm of the test notification is active',
    prepare: async () => {
      const { expectState } = await alarmByMetrics('test-notification');
      await setState('test-notification', 'ALARM');
      return {
        values: { TOPIC_ARN: await stackOutput('Postern-local-Monitoring', 'TicketTopic') },
        steps: [
          {
            command: 'npx postern alarms test',
            shows: [/Requested at \d{4}-/],
            after: () => expectState('ALARM'),
          },
          {
            command: 'aws cloudwatch describe-alarm-history',
            shows: [`${PREFIX}test-notification`, 'ALARM'],
          },
          { command: 'aws sns list-subscriptions-by-topic', shows: ['"Protocol":"lambda"'] },
        ],
        end: () => setState('test-notification', 'OK'),
      };
    },
  },
  'notification-dead-letters': {
    state: 'a message is in the dead-letter queue of notifications',
    prepare: async () => {
      const event = await undeliveredTicket();
      const { queueUrl, receive, expectEmpty } = await deadLetterIn(
        'Postern-local-Monitoring',
        /NotificationsDeadLetters[0-9A-F]{8}$/,
        event,
      );
      const received: Record<string, string> = {};
      const test = { command: 'npx postern alarms test', shows: [/Requested at/] };
      const read: Step = {
        ...receive,
        after: async (output) => {
          received.RECEIPT_HANDLE = receivedMessages.parse(JSON.parse(output)).Messages[0].ReceiptHandle;
        },
      };
      const invoke: Step = {
        command: 'aws lambda invoke',
        values: {
          FUNCTION_NAME: await stackResource('Postern-local-Monitoring', /FormatNotification[0-9A-F]{8}$/),
          // The start of `"$(base64 < event.json)"`. The message of this test contains the event.
          '"$(base64': event,
        },
        shows: ['"StatusCode":200'],
        hides: ['FunctionError'],
      };
      const remove: Step = { command: 'aws sqs delete-message', values: received, after: expectEmpty };
      return { values: { QUEUE_URL: queueUrl }, steps: [receive, test, read, invoke, remove] };
    },
  },
  'limiter-unavailable': activeAlarm('limiter-unavailable', (status) => [status]),
  'table-errors': activeAlarm('table-errors', (status) => [HEALTHY_DOCTOR, status]),
  'table-throttles': activeAlarm('table-throttles', (status) => [status, HEALTHY_DOCTOR]),
};
