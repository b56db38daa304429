import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { readAlarmText } from '../../contracts/alarm-notification.ts';
import type { ActiveAlarms } from '../../core/monitoring/active-alarms.ts';
import { UnavailableError } from '../../core/store.ts';

/** More alarms than a deployment has. */
const MOST = 100;

/** The active alarms with a prefix of their names, in one request. */
export function createActiveAlarms(client: CloudWatchClient, prefix: string): ActiveAlarms {
  const command = new DescribeAlarmsCommand({
    AlarmNamePrefix: `${prefix}-`,
    AlarmTypes: ['MetricAlarm'],
    StateValue: 'ALARM',
    MaxRecords: MOST,
  });
  return {
    list: async () => {
      const { MetricAlarms = [] } = await client.send(command).catch(unavailable);
      return MetricAlarms.flatMap((alarm) => {
        const { AlarmName: name = '', AlarmDescription: description = '' } = alarm;
        const text = readAlarmText(description);
        const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
        if (!text) return [];
        const { summary, runbook } = text;
        return [{ name: name.slice(prefix.length + 1), sinceMs: since?.getTime() ?? null, summary, runbook }];
      });
    },
  };
}

function unavailable(cause: unknown): never {
  throw new UnavailableError('CloudWatch did not respond; try again', { cause });
}
