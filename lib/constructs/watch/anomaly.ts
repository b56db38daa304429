import { CfnAlarm, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmText } from '../../contracts/alarm-notice.ts';
import type { AlarmingProps } from './alarm.ts';
import { UNUSUAL } from './alarms/attacks.ts';

const NAME = 'unusual-failures';

/** Makes the alarm on what is above the band that CloudWatch learns; the oldest CDK has no construct for it. @returns its name */
export function addAnomalyAlarm(
  scope: Construct,
  failures: Metric,
  { deviations, prefix, runbooks, ticket }: AlarmingProps & { readonly deviations: number },
): string {
  const { namespace, metricName, dimensions = {}, statistic } = failures;
  new CfnAlarm(scope, NAME, {
    alarmName: `${prefix}-${NAME}`,
    alarmDescription: alarmText({
      what: 'More requests fail authentication than is usual at this time of day and week.',
      runbook: `${runbooks}/${NAME}.md`,
      query: 'who-is-failing',
    }),
    comparisonOperator: 'GreaterThanUpperThreshold',
    thresholdMetricId: 'band',
    evaluationPeriods: UNUSUAL.of,
    datapointsToAlarm: UNUSUAL.breaching,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    metrics: [
      {
        id: 'failures',
        returnData: true,
        metricStat: {
          metric: {
            namespace,
            metricName,
            dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
          },
          period: UNUSUAL.period.toSeconds(),
          stat: statistic,
        },
      },
      { id: 'band', expression: `ANOMALY_DETECTION_BAND(failures, ${deviations})`, returnData: true },
    ],
    alarmActions: [ticket.topicArn],
    okActions: [ticket.topicArn],
  });
  return NAME;
}
