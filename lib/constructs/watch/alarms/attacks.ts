import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmDefinition, AT_LEAST, NOT_BREACHING } from '../alarm.ts';
import { MINUTE, usageMetric } from '../measure.ts';
import type { WatchThresholds } from '../thresholds.ts';

/** An attack is told after the first minute, and is over when none was like it for ten. */
const AT_ONCE = { breaching: 1, of: 10 } as const;
/** A burst of some seconds is no reason to wake people: three minutes of five. */
const PERSISTENT = { breaching: 3, of: 5 } as const;
/** What is counted by the hour is over when it did not grow for one: else each guess of a slow guesser would tell anew. */
const FOR_AN_HOUR = { breaching: 1, of: 60 } as const;

/** When somebody tries keys. No failures, no value: silence is good. */
export function attackAlarms(
  usageTable: string,
  thresholds: Required<WatchThresholds>,
): readonly AlarmDefinition[] {
  const common = {
    query: 'who-is-failing',
    period: MINUTE,
    comparison: AT_LEAST,
    missing: NOT_BREACHING,
  } as const;
  return [
    {
      ...common,
      name: 'failed-authentication-spike',
      what: 'Many requests a minute fail authentication: somebody may be trying keys.',
      metric: significantFailures(usageTable, 'authenticationFailures', thresholds),
      threshold: thresholds.failuresAMinute,
      periods: AT_ONCE,
    },
    {
      ...common,
      name: 'distributed-failures',
      what: 'Requests from many sources fail authentication for minutes: an attack, or many customers at once.',
      metric: significantFailures(usageTable, 'distributedFailures', thresholds),
      threshold: thresholds.failuresAMinute,
      periods: PERSISTENT,
      pages: 'as-cause',
    },
    {
      ...common,
      name: 'failed-ratio',
      what: 'A large share of all requests fails authentication: an attack, or many customers at once.',
      metric: failedShare(usageTable, thresholds.failedPercentFrom),
      threshold: thresholds.failedPercent,
      periods: AT_ONCE,
    },
    {
      ...common,
      name: 'key-guessing',
      what: 'Wrong secrets are presented for one key that there is: somebody knows its id, or uses an old value.',
      metric: usageMetric(usageTable, 'guessesOfOneKey', Stats.MAXIMUM),
      threshold: thresholds.guessesAnHour,
      periods: FOR_AN_HOUR,
    },
    {
      ...common,
      name: 'one-address-failing',
      what: 'Many requests from one address, or one IPv6 network, fail authentication.',
      metric: usageMetric(usageTable, 'failuresOfOneAddress', Stats.MAXIMUM),
      threshold: thresholds.failuresOfAnAddressAnHour,
      periods: FOR_AN_HOUR,
    },
  ];
}

/** The failures of a minute, 0 where they are a smaller share of its decisions than mistyped keys of busy customers make. */
function significantFailures(
  usageTable: string,
  metric: 'authenticationFailures' | 'distributedFailures',
  { failurePercent }: Required<WatchThresholds>,
): MathExpression {
  return new MathExpression({
    expression: `IF(100 * failures >= ${failurePercent} * decisions, failures, 0)`,
    usingMetrics: {
      decisions: usageMetric(usageTable, 'decisions'),
      failures: usageMetric(usageTable, metric),
    },
    label: 'Failed authentications, where they are a significant share',
    period: MINUTE,
  });
}

/** How many of a hundred decisions failed authentication, 0 where there were too few to say. */
export function failedShare(usageTable: string, from: number): MathExpression {
  return new MathExpression({
    expression: `IF(decisions >= ${from}, 100 * failures / decisions, 0)`,
    usingMetrics: {
      decisions: usageMetric(usageTable, 'decisions'),
      failures: usageMetric(usageTable, 'authenticationFailures'),
    },
    label: 'Failed authentications of a hundred decisions',
    period: MINUTE,
  });
}

/** The band is for what is no wave: more failures than usual at this hour, a quarter of an hour long. */
export const UNUSUAL = { period: Duration.minutes(5), breaching: 3, of: 3 } as const;
