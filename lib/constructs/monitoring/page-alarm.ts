import { Duration } from 'aws-cdk-lib';
import { AlarmRule, AlarmState, CompositeAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { alarmText } from '../../contracts/alarm-notification.ts';
import type { AlarmDefinition, AlarmingProps } from './alarm.ts';

/** Waiting for a mute would delay every page. */
const NO_WAIT = Duration.seconds(0);
/** How long a cause can still end after a mute without a page. */
const AFTER_MUTE = Duration.minutes(1);

export interface PageProps extends Omit<AlarmingProps, 'ticket'> {
  readonly definitions: readonly AlarmDefinition[];
  readonly alarms: ReadonlyMap<string, IAlarm>;
  readonly page: ITopic;
}

/**
 * Creates one composite alarm for each cause that pages, so that a cause never hides another. While `muted` is in ALARM,
 * none of them notifies. A cause that is still active when the mute ends pages then.
 *
 * @returns the alarms by the name of their cause
 */
export function addPages(
  scope: Construct,
  { definitions, alarms, ...props }: PageProps,
): ReadonlyMap<string, CompositeAlarm> {
  const causes = definitions.filter(({ pages }) => pages === 'as-cause');
  const muted = alarms.get('paging-muted');
  return new Map(
    causes.flatMap((definition) => {
      const alarm = alarms.get(definition.name);
      return alarm ? [[definition.name, addPage(scope, definition, { ...props, alarm, muted })]] : [];
    }),
  );
}

function addPage(
  scope: Construct,
  { name, summary, query }: AlarmDefinition,
  {
    alarm,
    muted,
    page,
    prefix,
    runbooks,
  }: Omit<PageProps, 'definitions' | 'alarms'> & {
    readonly alarm: IAlarm;
    readonly muted: IAlarm | undefined;
  },
): CompositeAlarm {
  const composite = new CompositeAlarm(scope, `page-${name}`, {
    compositeAlarmName: `${prefix}-page-${name}`,
    alarmDescription: alarmText({ summary, query, runbook: `${runbooks}/${name}.md` }),
    alarmRule: AlarmRule.fromAlarm(alarm, AlarmState.ALARM),
    ...(muted && {
      actionsSuppressor: muted,
      actionsSuppressorWaitPeriod: NO_WAIT,
      actionsSuppressorExtensionPeriod: AFTER_MUTE,
    }),
  });
  const action = new SnsAction(page);
  composite.addAlarmAction(action);
  composite.addOkAction(action);
  return composite;
}
