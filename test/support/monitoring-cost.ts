import type { Template } from 'aws-cdk-lib/assertions';
import { PRICES } from '../../scripts/cost/prices.ts';
import { alarmsOf, metricsOf } from './monitored-app.ts';

/** Metrics without traffic: six of the key inventory, three of the sweep and two of the audit chain. */
const IDLE_METRICS = 11;
/** An anomaly detection alarm is billed as three metrics. */
const BAND_METRICS = 3;

/** The monthly cost of monitoring an idle deployment in USD, without free tiers. */
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
