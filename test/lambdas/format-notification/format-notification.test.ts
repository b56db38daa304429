import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/format-notification/handler.ts';
import { notificationOf } from '../../../lambdas/format-notification/notification.ts';
import type { Publish } from '../../../lib/adapters/sns/publish.ts';
import { alarmText } from '../../../lib/contracts/alarm-notification.ts';
import { SAVED_QUERIES } from '../../../lib/contracts/saved-queries.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:Postern-prod-Monitoring-Ticket';
const CANARY = 'pst_live_canary0Ab1Cd2Ef3GhSecretSecretSecretSecret';

/** A CloudWatch alarm message, with fields that the formatter does not read. */
const ALARM = {
  AlarmName: 'Postern-prod-Monitoring-key-guessing',
  AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:Postern-prod-Monitoring-key-guessing',
  AlarmDescription: alarmText({
    summary: 'Wrong secrets are presented for one key that there is.',
    runbook: 'https://runbooks.example/key-guessing.md',
    query: 'failed-authentications-by-source',
  }),
  AWSAccountId: '111122223333',
  NewStateValue: 'ALARM' as const,
  NewStateReason:
    'Threshold Crossed: 1 datapoint [12.0 (31/01/27 12:00:00)] was greater than the threshold (10.0).',
  StateChangeTime: '2027-01-31T12:01:02.345+0000',
  Region: 'EU (Frankfurt)',
  OldStateValue: 'OK',
  Trigger: { MetricName: 'MaxGuessesPerKey', Dimensions: [{ name: 'UsageTable', value: 'usage' }] },
};

function topicEvent(message: string) {
  return { Records: [{ EventSource: 'aws:sns', Sns: { TopicArn: TOPIC, Message: message, Subject: null } }] };
}

function formatter() {
  const published: Parameters<Publish>[0][] = [];
  const handler = createHandler({
    publish: async (message) => {
      published.push(message);
    },
  });
  return { published, format: (message: string) => handler(topicEvent(message)) };
}

describe('a formatted notification', () => {
  it('contains the description, the time, and links to the graph, the runbook and the first query', () => {
    const { subject, text } = notificationOf(ALARM, TOPIC);
    expect(subject).toBe('ALARM: Postern-prod-Monitoring-key-guessing');
    for (const expected of [
      'Wrong secrets are presented for one key that there is.',
      'Since:       2027-01-31T12:01:02.345Z',
      'greater than the threshold (10.0)',
      'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:alarm/Postern-prod-Monitoring-key-guessing',
      'https://runbooks.example/key-guessing.md',
      SAVED_QUERIES['failed-authentications-by-source'].text,
    ]) {
      expect(text).toContain(expected);
    }
  });

  it('is not sent for an alarm that changes from INSUFFICIENT_DATA to OK, as each does after its deployment', async () => {
    const { published, format } = formatter();
    await format(JSON.stringify({ ...ALARM, OldStateValue: 'INSUFFICIENT_DATA', NewStateValue: 'OK' }));
    expect(published).toEqual([]);
    await format(JSON.stringify({ ...ALARM, OldStateValue: 'INSUFFICIENT_DATA' }));
    await format(JSON.stringify({ ...ALARM, OldStateValue: 'ALARM', NewStateValue: 'OK' }));
    expect(published).toHaveLength(2);
  });

  it('is published to the topic of the alarm with the attribute of formatted messages', async () => {
    const { published, format } = formatter();
    await format(JSON.stringify(ALARM));
    expect(published).toMatchObject([{ topicArn: TOPIC, attributes: { form: 'readable' } }]);
  });

  it('contains the available fields for an alarm of another application', () => {
    const { text } = notificationOf({ ...ALARM, AlarmDescription: null }, TOPIC);
    expect(text).toContain('Since:');
    expect(text).not.toContain('Runbook');
  });

  it('has a valid SNS subject for every alarm name', () => {
    const { subject } = notificationOf({ ...ALARM, AlarmName: `é\n${'x'.repeat(200)}` }, TOPIC);
    expect(subject).toMatch(/^[\x20-\x7e]{100}$/);
  });
});

it.each(['', 'no JSON', '{}', '{"AlarmName":"x"}', JSON.stringify({ ...ALARM, NewStateValue: 'x' })])(
  'fails for an invalid alarm message, so that it reaches the monitored dead-letter queue: %s',
  async (message) => {
    const { published, format } = formatter();
    await expect(format(message)).rejects.toThrow();
    expect(published).toEqual([]);
  },
);

it('contains only fields of the alarm', async () => {
  const { published, format } = formatter();
  await format(
    JSON.stringify({ ...ALARM, Extra: CANARY, Trigger: { Value: CANARY }, OldStateValue: CANARY }),
  );
  expect(JSON.stringify(published)).not.toContain('canary');
});

it('the error for an invalid message does not contain the message', async () => {
  const { format } = formatter();
  const failure = await format(JSON.stringify({ ...ALARM, NewStateValue: CANARY })).catch(
    (error: unknown) => error,
  );
  expect(String(failure)).not.toContain('canary');
});
