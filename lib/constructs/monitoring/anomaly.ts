import { CfnAlarm, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmText } from '../../contracts/alarm-notification.ts';
import type { AlarmingProps } from './alarm.ts';
import { ANOMALY_BAND } from './alarms/attacks.ts';
import type { AlarmThresholds } from './thresholds.ts';

const NAME = 'failed-authentication-anomaly';

/**
 * Creates the alarm on the anomaly detection band of CloudWatch. The oldest supported CDK has no construct for it.
 *
 * @returns the name of the alarm
 */
export function addAnomalyAlarm(
  scope: Construct,
  failures: Metric,
  {
    thresholds,
    prefix,
    runbooks,
    ticket,
  }: AlarmingProps & { readonly thresholds: Required<AlarmThresholds> },
): string {
  const { namespace, metricName, dimensions = {}, statistic } = failures;
  const { unusualFailureDeviations: deviations, unusualFailureMinimum: minimum } = thresholds;
  new CfnAlarm(scope, NAME, {
    alarmName: `${prefix}-${NAME}`,
    alarmDescription: alarmText({
      summary: 'More requests fail authentication than usual at this time of day and week.',
      runbook: `${runbooks}/${NAME}.md`,
      query: 'failed-authentications-by-source',
    }),
    comparisonOperator: 'GreaterThanUpperThreshold',
    thresholdMetricId: 'band',
    evaluationPeriods: ANOMALY_BAND.of,
    datapointsToAlarm: ANOMALY_BAND.breaching,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    metrics: [
      {
        id: 'failures',
        returnData: false,
        metricStat: {
          metric: {
            namespace,
            metricName,
            dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
          },
          period: ANOMALY_BAND.period.toSeconds(),
          stat: statistic,
        },
      },
      // The band uses the same series: values below the minimum are 0 in both.
      { id: 'beyond', expression: `IF(failures > ${minimum}, failures - ${minimum}, 0)`, returnData: true },
      { id: 'band', expression: `ANOMALY_DETECTION_BAND(beyond, ${deviations})`, returnData: true },
    ],
    alarmActions: [ticket.topicArn],
    okActions: [ticket.topicArn],
  });
  return NAME;
}
