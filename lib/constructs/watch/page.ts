import { Duration } from 'aws-cdk-lib';
import { AlarmRule, AlarmState, CompositeAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { alarmText } from '../../contracts/alarm-notice.ts';
import type { AlarmingProps } from './alarm.ts';

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

/** To wait for a mute that may still come would delay every page. */
const NO_WAIT = Duration.seconds(0);
/** What goes on when a mute ends has so long to end with it. */
const AFTER_MUTE = Duration.minutes(1);

export interface PageProps extends Omit<AlarmingProps, 'ticket'> {
  readonly alarms: ReadonlyMap<string, IAlarm>;
  readonly page: ITopic;
}

/** Makes the one alarm that wakes people. While `muted` is on it tells nobody; what goes on is told when that ends. */
export function addPage(scope: Construct, { alarms, page, prefix, runbooks }: PageProps): CompositeAlarm {
  const among = (names: readonly string[]) => names.flatMap((name) => alarms.get(name) ?? []);
  const isOn = (alarm: IAlarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM);
  const together = among(TOGETHER);
  const composite = new CompositeAlarm(scope, 'page', {
    compositeAlarmName: `${prefix}-page`,
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
    actionsSuppressorWaitPeriod: NO_WAIT,
    actionsSuppressorExtensionPeriod: AFTER_MUTE,
  });
  const action = new SnsAction(page);
  composite.addAlarmAction(action);
  composite.addOkAction(action);
  return composite;
}
