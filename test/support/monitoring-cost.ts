import type { Template } from 'aws-cdk-lib/assertions';
import { PRICES } from '../../scripts/cost/prices.ts';
import { alarmsOf, metricsOf } from './monitored-app.ts';

/** What is told also where nobody calls: five counts and a lag of the census, three of the sweep, two of the chain. */
const IDLE_METRICS = 11;
/** An alarm on a band is paid for as three. */
const BAND_METRICS = 3;

/** What a watched deployment costs in a month in which nobody calls it, in USD, without free tiers. */
export function idleWatchCost(template: Template): Readonly<Record<string, number>> {
  const count = (type: string) => Object.keys(template.findResources(type)).length;
  const alarmMetrics = [...alarmsOf(template).values()].map((alarm) =>
    alarm.Threshold === undefined ? BAND_METRICS : metricsOf(alarm).length,
  );
  return {
    'metrics that alarms look at': sum(alarmMetrics) * PRICES.alarmMetric,
    'composite alarm': count('AWS::CloudWatch::CompositeAlarm') * PRICES.compositeAlarm,
    dashboard: count('AWS::CloudWatch::Dashboard') * PRICES.dashboard,
    'metrics that are told all the time': IDLE_METRICS * PRICES.customMetric,
    'key of the topics': count('AWS::KMS::Key') * PRICES.customerManagedKey,
  };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
