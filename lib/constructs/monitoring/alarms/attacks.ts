import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmDefinition, AT_LEAST, NOT_BREACHING } from '../alarm.ts';
import { MINUTE, usageMetric } from '../metrics.ts';
import type { AlarmThresholds } from '../thresholds.ts';

/** ALARM after the first breaching minute, OK when none of the last ten breaches. */
const WITHIN_10_MINUTES = { breaching: 1, of: 10 } as const;
/** A burst of some seconds must not page: three minutes of five. */
const PERSISTENT = { breaching: 3, of: 5 } as const;
/** Counts per hour: OK after an hour without a breach. Otherwise, each guess of a slow guesser would notify again. */
const FOR_AN_HOUR = { breaching: 1, of: 60 } as const;

/** Alarms on failed authentications. A minute without failures has no value and does not breach. */
export function attackAlarms(
  usageTable: string,
  thresholds: Required<AlarmThresholds>,
): readonly AlarmDefinition[] {
  const common = {
    query: 'failed-authentications-by-source',
    period: MINUTE,
    comparison: AT_LEAST,
    missing: NOT_BREACHING,
  } as const;
  return [
    {
      ...common,
      name: 'failed-authentication-spike',
      summary: 'Many requests per minute fail authentication: possibly an attempt to guess keys.',
      metric: significantFailures(usageTable, 'authenticationFailures', thresholds),
      threshold: thresholds.failuresPerMinute,
      periods: WITHIN_10_MINUTES,
    },
    {
      ...common,
      name: 'distributed-failures',
      summary:
        'Requests from many sources fail authentication for several minutes: an attack, or many customers at the same time.',
      metric: significantFailures(usageTable, 'distributedFailures', thresholds),
      threshold: thresholds.failuresPerMinute,
      periods: PERSISTENT,
      pages: 'as-cause',
    },
    {
      ...common,
      name: 'failed-authentication-ratio',
      coverage: 'full',
      summary:
        'A large share of all requests fails authentication: an attack, or many customers at the same time.',
      metric: failedAuthenticationRatio(usageTable, thresholds.failedPercentMinRequests),
      threshold: thresholds.failedPercent,
      periods: WITHIN_10_MINUTES,
    },
    {
      ...common,
      name: 'key-guessing',
      summary:
        'Requests present wrong secrets for one existing key: a caller knows its ID, or uses a previous value.',
      metric: usageMetric(usageTable, 'guessesOfOneKey', Stats.MAXIMUM),
      threshold: thresholds.guessesPerHour,
      periods: FOR_AN_HOUR,
    },
    {
      ...common,
      name: 'failed-authentication-source',
      summary: 'Many requests from one address, or one IPv6 network, fail authentication.',
      metric: usageMetric(usageTable, 'failuresOfOneAddress', Stats.MAXIMUM),
      threshold: thresholds.failuresPerSourceIpPerHour,
      periods: FOR_AN_HOUR,
    },
  ];
}

/** The failures of a minute. 0 if their share of the decisions is as small as mistyped keys of busy customers cause. */
function significantFailures(
  usageTable: string,
  metric: 'authenticationFailures' | 'distributedFailures',
  { failurePercent }: Required<AlarmThresholds>,
): MathExpression {
  return new MathExpression({
    expression: `IF(100 * failures >= ${failurePercent} * decisions, failures, 0)`,
    usingMetrics: {
      decisions: usageMetric(usageTable, 'decisions'),
      failures: usageMetric(usageTable, metric),
    },
    label: 'Failed authentications with a significant share of decisions',
    period: MINUTE,
  });
}

/** The percentage of decisions that failed authentication. 0 if there are too few decisions. */
export function failedAuthenticationRatio(usageTable: string, from: number): MathExpression {
  return new MathExpression({
    expression: `IF(decisions >= ${from}, 100 * failures / decisions, 0)`,
    usingMetrics: {
      decisions: usageMetric(usageTable, 'decisions'),
      failures: usageMetric(usageTable, 'authenticationFailures'),
    },
    label: 'Failed authentications in percent of decisions',
    period: MINUTE,
  });
}

/** The anomaly alarm finds slow increases: 15 minutes above what is usual at this hour. */
export const ANOMALY_BAND = { period: Duration.minutes(5), breaching: 3, of: 3 } as const;
