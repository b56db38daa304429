import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Alarm,
  AlarmRule,
  ComparisonOperator,
  CompositeAlarm,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { cloudFormationTemplate } from '../../scripts/alarms/resources.ts';
import { throwAwayApp } from '../support/throw-away-app.ts';

/** The template. */
export function fixture() {
  const stack = new Stack(throwAwayApp(), 'Watch');
  const metric = (metricName: string, statistic = 'Sum') =>
    new Metric({
      namespace: 'Postern',
      metricName,
      statistic,
      period: Duration.minutes(1),
      dimensionsMap: { UsageTable: 'usage' },
    });
  const ticket = new SnsAction(new Topic(stack, 'Ticket'));
  const add = (name: string, metric: Metric | MathExpression, threshold: number, more = {}) => {
    const alarm = new Alarm(stack, name, {
      alarmName: `Watch-${name}`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...more,
    });
    alarm.addAlarmAction(ticket);
    alarm.addOkAction(ticket);
    return alarm;
  };
  const spike = add('failed-authentication-spike', metric('AuthenticationFailures'), 50);
  const ratio = add(
    'failed-ratio',
    new MathExpression({
      expression: 'IF(decisions >= 100, failures / decisions, 0)',
      usingMetrics: { failures: metric('AuthenticationFailures'), decisions: metric('Decisions') },
      period: Duration.minutes(1),
    }),
    0.2,
  );
  add('key-guessing', metric('GuessesOfOneKey', 'Maximum'), 10, {
    evaluationPeriods: 60,
    datapointsToAlarm: 1,
  });
  const muted = add('muted', metric('Muted'), 1);
  const page = new CompositeAlarm(stack, 'Page', {
    compositeAlarmName: 'Watch-page',
    alarmRule: AlarmRule.allOf(spike, ratio),
    actionsSuppressor: muted,
  });
  const topic = new SnsAction(new Topic(stack, 'PageTopic'));
  page.addAlarmAction(topic);
  page.addOkAction(topic);
  return new Map([['Watch', cloudFormationTemplate.parse(Template.fromStack(stack).toJSON())]]);
}
