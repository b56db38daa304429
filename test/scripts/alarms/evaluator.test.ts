import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  CompositeAlarm,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it, vi } from 'vitest';
import { ZodError } from 'zod';
import { AlarmEvaluator } from '../../../scripts/alarms/evaluator.ts';
import { ExpressionError } from '../../../scripts/alarms/expression.ts';
import { MetricStore, MINUTE_MS } from '../../../scripts/alarms/metric-store.ts';
import { cloudFormationTemplate, resourcesOf, UnresolvedError } from '../../../scripts/alarms/resources.ts';
import { ALARM_TYPES, readAlarms } from '../../../scripts/alarms/template.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

// The first synthesis takes its time where others are busy.
vi.setConfig({ testTimeout: 60_000 });

const NOON = Date.UTC(2026, 2, 1, 12);
const PLACE = {
  region: 'us-east-1',
  account: '111122223333',
  physicalId: (stack: string, id: string) => `${stack}/${id}`,
};

function sumOf(metricName: string, namespace = 'Postern') {
  return new Metric({ namespace, metricName, statistic: 'Sum', period: Duration.minutes(1) });
}

const ABOVE_TEN = {
  metric: sumOf('Failures'),
  threshold: 10,
  comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** The alarms that CDK writes of constructs, and their evaluator. */
function evaluated(build: (stack: Stack) => void) {
  const stack = new Stack(temporaryApp(), 'Watch');
  build(stack);
  const template = cloudFormationTemplate.parse(Template.fromStack(stack).toJSON());
  const alarms = readAlarms(resourcesOf(new Map([['Watch', template]]), ALARM_TYPES, PLACE));
  const metrics = new MetricStore();
  const evaluator = new AlarmEvaluator(alarms, metrics);
  let nowMs = NOON;
  return {
    alarms,
    metrics,
    put: (metric: string, value: number, atMs = nowMs) =>
      metrics.put({ namespace: 'Postern', metric, dimensions: {}, atMs, value }),
    /** Lets a minute pass. */
    minute: () => {
      nowMs += MINUTE_MS;
      return evaluator.evaluate(nowMs).transitions.map(({ alarm, to }) => `${alarm.name} ${to}`);
    },
  };
}

describe('an alarm of a template', () => {
  it('enters ALARM, stays there until newer points arrive, and returns to OK', () => {
    const { put, minute } = evaluated((stack) => new Alarm(stack, 'Spike', ABOVE_TEN));
    put('Failures', 3);
    expect(minute()).toEqual([expect.stringMatching(/Spike\w* OK$/)]);
    put('Failures', 11);
    expect(minute()).toEqual([expect.stringMatching(/Spike\w* ALARM$/)]);
    expect(minute()).toEqual([]);
    put('Failures', 10);
    expect(minute()).toEqual([expect.stringMatching(/Spike\w* OK$/)]);
  });

  it('compares the result of metric math', () => {
    const ratio = new MathExpression({
      expression: 'IF(FILL(all, 0) >= 20, 100 * FILL(failed, 0) / all, 0)',
      usingMetrics: { all: sumOf('Decisions'), failed: sumOf('Failures') },
      period: Duration.minutes(1),
    });
    const { put, minute } = evaluated((stack) => {
      new Alarm(stack, 'Ratio', { ...ABOVE_TEN, metric: ratio, threshold: 50 });
    });
    put('Decisions', 10);
    put('Failures', 10);
    expect(minute()).toEqual([expect.stringContaining('OK')]);
    put('Decisions', 20);
    put('Failures', 11);
    expect(minute()).toEqual([expect.stringContaining('ALARM')]);
  });

  it('evaluates an anomaly band after some days of data', () => {
    const { put, minute } = evaluated((stack) => {
      new AnomalyDetectionAlarm(stack, 'Unusual', {
        ...{ metric: sumOf('Failures'), stdDevs: 3, evaluationPeriods: 1 },
        comparisonOperator: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
      });
    });
    put('Failures', 500);
    expect(minute()).toEqual([]);
    for (let day = 1; day <= 3; day += 1)
      for (let at = 0; at < 60; at += 1)
        put('Failures', 10 + (at % 3), NOON - day * 24 * 60 * MINUTE_MS + at * MINUTE_MS);
    put('Failures', 13);
    expect(minute()).toEqual([expect.stringContaining('OK')]);
    put('Failures', 20);
    expect(minute()).toEqual([expect.stringContaining('ALARM')]);
  });

  it('notifies the topics of the template', () => {
    const { alarms } = evaluated((stack) => {
      const alarm = new Alarm(stack, 'Spike', ABOVE_TEN);
      alarm.addAlarmAction(new SnsAction(new Topic(stack, 'Page')));
      alarm.addOkAction(new SnsAction(new Topic(stack, 'Ticket')));
    });
    expect(alarms[0]?.actions).toMatchObject({
      ALARM: [expect.stringMatching(/^Watch\/Page/)],
      OK: [expect.stringMatching(/^Watch\/Ticket/)],
      INSUFFICIENT_DATA: [],
    });
  });

  it('sends no notification if its actions are disabled', () => {
    const { alarms } = evaluated((stack) => {
      const alarm = new Alarm(stack, 'Spike', { ...ABOVE_TEN, actionsEnabled: false });
      alarm.addAlarmAction(new SnsAction(new Topic(stack, 'Page')));
    });
    expect(alarms[0]?.actions.ALARM).toEqual([]);
  });

  it('identifies a queue by its name and not its URL', () => {
    const { alarms } = evaluated((stack) => {
      const queue = new Queue(stack, 'DeadLetters');
      new Alarm(stack, 'Depth', { ...ABOVE_TEN, metric: queue.metricApproximateNumberOfMessagesVisible() });
    });
    expect(alarms[0]).toMatchObject({
      queries: [{ metric: { dimensions: { QueueName: expect.stringMatching(/^DeadLetters/) } } }],
    });
  });

  it('ignores missing data of DynamoDB by default', () => {
    const metric = sumOf('Throttles', 'AWS/DynamoDB');
    const { alarms } = evaluated((stack) => {
      new Alarm(stack, 'Silent', { ...ABOVE_TEN, metric, treatMissingData: undefined });
      new Alarm(stack, 'Said', { ...ABOVE_TEN, metric });
    });
    expect(alarms.map((alarm) => alarm.kind === 'metric' && alarm.missingData)).toEqual([
      'ignore',
      'notBreaching',
    ]);
  });
});

describe('a composite alarm', () => {
  it('follows its alarm in the same minute', () => {
    const { put, minute } = evaluated((stack) => {
      const spike = new Alarm(stack, 'Spike', ABOVE_TEN);
      new CompositeAlarm(stack, 'Page', { alarmRule: AlarmRule.fromAlarm(spike, AlarmState.ALARM) });
    });
    expect(minute()).toHaveLength(2);
    put('Failures', 11);
    expect(minute()).toEqual([
      expect.stringMatching(/Spike\w* ALARM/),
      expect.stringMatching(/Page\w* ALARM/),
    ]);
    expect(minute()).toEqual([]);
    put('Failures', 10);
    expect(minute()).toEqual([expect.stringMatching(/Spike\w* OK/), expect.stringMatching(/Page\w* OK/)]);
  });
});

describe('unsupported definitions are rejected:', () => {
  it('an expression', () => {
    const metric = new MathExpression({ expression: 'SEARCH(m)', usingMetrics: { m: sumOf('Failures') } });
    const { minute } = evaluated((stack) => void new Alarm(stack, 'Alarm', { ...ABOVE_TEN, metric }));
    expect(minute).toThrow(ExpressionError);
  });

  it.each(['ALARM("a") OR ALARM("b")', 'OK("a")', 'TRUE'])('the rule %s', (AlarmRule) => {
    const type = 'AWS::CloudWatch::CompositeAlarm';
    const resource = { type, name: 'a', arn: 'a', properties: { AlarmRule } };
    expect(() => readAlarms([resource])).toThrow(ExpressionError);
  });

  it('a rule about an alarm that does not exist', () => {
    const type = 'AWS::CloudWatch::CompositeAlarm';
    const alarms = readAlarms([{ type, name: 'a', arn: 'a', properties: { AlarmRule: 'ALARM("b")' } }]);
    expect(() => new AlarmEvaluator(alarms, new MetricStore()).evaluate(NOON)).toThrow(
      'the alarm b does not exist',
    );
  });

  it('a comparison', () => {
    const properties = { MetricName: 'a', Namespace: 'b', ComparisonOperator: 'About' };
    const resource = { type: 'AWS::CloudWatch::Alarm', name: 'a', arn: 'a', properties };
    expect(() => readAlarms([resource])).toThrow(ZodError);
  });

  it('a reference', () => {
    const resource = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { AlarmName: { 'Fn::Select': [0, ['a']] } },
    };
    const template = cloudFormationTemplate.parse({ Resources: { Alarm: resource } });
    expect(() => resourcesOf(new Map([['Watch', template]]), ALARM_TYPES, PLACE)).toThrow(UnresolvedError);
  });
});
