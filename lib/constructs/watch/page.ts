import { Duration } from 'aws-cdk-lib';
import { AlarmRule, AlarmState, CompositeAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { alarmText } from '../../contracts/alarm-notice.ts';
import { alarmName } from './alarm.ts';

/** What wakes people by itself, where there is such an alarm. */
const ALONE = [
  'authorizer-faults',
  'authorizer-throttles',
  'secret-holds-dead-key',
  'audit-chain-broken',
  'notice-dead-letters',
  'test-notice',
] as const;
/** What does so together: many failures that are a large share as well are no customer's mistake. */
const TOGETHER = ['failed-authentication-spike', 'failed-ratio'] as const;

/** A mute is told within a minute of what it is to hold back. */
const MUTE_DELAY = Duration.minutes(2);

export interface PageProps {
  readonly alarms: ReadonlyMap<string, IAlarm>;
  readonly page: ITopic;
  /** Where the runbooks are. */
  readonly runbooks: string;
}

/** Makes the one alarm that wakes people. While `muted` is on it tells nobody; what goes on is told when that ends. */
export function addPage(scope: Construct, { alarms, page, runbooks }: PageProps): CompositeAlarm {
  const among = (names: readonly string[]) => names.flatMap((name) => alarms.get(name) ?? []);
  const isOn = (alarm: IAlarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM);
  const together = among(TOGETHER);
  const composite = new CompositeAlarm(scope, 'page', {
    compositeAlarmName: alarmName(scope, 'page'),
    alarmDescription: alarmText({
      what: 'Something needs a person now; the alarm behind it says what.',
      runbook: `${runbooks}/page.md`,
      query: 'who-is-failing',
    }),
    alarmRule: AlarmRule.anyOf(
      ...among(ALONE).map(isOn),
      ...(together.length === TOGETHER.length ? [AlarmRule.allOf(...together.map(isOn))] : []),
    ),
    actionsSuppressor: alarms.get('muted'),
    actionsSuppressorWaitPeriod: MUTE_DELAY,
    actionsSuppressorExtensionPeriod: MUTE_DELAY,
  });
  const action = new SnsAction(page);
  composite.addAlarmAction(action);
  composite.addOkAction(action);
  return composite;
}
