import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { expect, it } from 'vitest';
import { createActiveAlarms } from '../../../lib/adapters/cloudwatch/active-alarms.ts';
import { alarmText } from '../../../lib/contracts/alarm-notification.ts';
import { UnavailableError } from '../../../lib/core/store.ts';

/** The alarms of a deployment whose CloudWatch answers so, and the requests that it got. */
function alarmsOf(answer: object | Error) {
  const sent: DescribeAlarmsCommand['input'][] = [];
  const client = new CloudWatchClient({ region: 'us-east-1' });
  client.send = async (command: unknown) => {
    if (command instanceof DescribeAlarmsCommand) sent.push(command.input);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { alarms: createActiveAlarms(client, 'Postern-prod-Monitoring'), sent };
}

const TEXT = {
  summary: 'Keys expire.',
  runbook: 'docs/runbooks/keys-expiring.md',
  query: 'expiring-keys',
} as const;

it('reads the active alarms with the prefix of the deployment, and leaves out alarms of another form', async () => {
  const since = new Date('2027-01-31T12:00:00.000Z');
  const { alarms, sent } = alarmsOf({
    MetricAlarms: [
      {
        AlarmName: 'Postern-prod-Monitoring-keys-expiring',
        AlarmDescription: alarmText(TEXT),
        StateTransitionedTimestamp: since,
      },
      { AlarmName: 'Postern-prod-Monitoring-other', AlarmDescription: 'Of another app' },
    ],
  });
  expect(await alarms.list()).toEqual([
    {
      ...{ name: 'keys-expiring', sinceMs: since.getTime(), summary: 'Keys expire.' },
      runbook: 'docs/runbooks/keys-expiring.md',
    },
  ]);
  expect(sent).toMatchObject([{ AlarmNamePrefix: 'Postern-prod-Monitoring-', StateValue: 'ALARM' }]);
});

it('is unavailable if CloudWatch does not respond', async () => {
  await expect(alarmsOf(new Error('connect ECONNREFUSED')).alarms.list()).rejects.toThrow(UnavailableError);
});
