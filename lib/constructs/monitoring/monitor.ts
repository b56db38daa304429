import { Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { HttpApi, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { addAlarms, RUNBOOKS } from './alarm.ts';
import { authorizerAlarms, authorizerLatency } from './alarms/authorization.ts';
import { authorizerFaults } from './log-metrics.ts';
import { MINUTE } from './metrics.ts';
import { type AlarmThresholds, thresholdsOf } from './thresholds.ts';

export interface MonitorOptions {
  /**
   * Topic for alarm notifications. A topic of another account, or with another KMS key, must allow
   * `cloudwatch.amazonaws.com` to publish. Required in the app of the deployment, for example
   * `monitoring.notifications.ticket`: `Monitoring` is created after `ApiKeys`.
   *
   * @default - with `ApiKeys.fromStage`, the ticket topic of the deployment
   */
  readonly ticket?: ITopic;
  /** @default - the default of each threshold */
  readonly thresholds?: Pick<
    AlarmThresholds,
    'authorizerFaultsPerMinute' | 'authorizerThrottlesPerMinute' | 'slowDecisionMs'
  >;
  /**
   * Base URL or folder of the runbooks.
   *
   * @default - 'docs/runbooks', the folder in the package
   */
  readonly runbooks?: string;
}

/**
 * Creates alarms on the authorizer of a protected API: faults, throttles and latency.
 *
 * @throws Error if the API is not protected in this app, or if there is no topic
 */
export function monitorApi(
  api: RestApi | HttpApi | WebSocketApi,
  { ticket, thresholds: overrides, runbooks = RUNBOOKS }: MonitorOptions,
): void {
  const authorizer = api.node.tryFindChild('KeyAuthorizer');
  if (!(authorizer instanceof LambdaFunction)) {
    throw new Error(`${api.node.path} is not protected in this app. Call protect() before monitor().`);
  }
  if (!ticket) throw new Error(`monitor() of ${api.node.path} has no topic. Set the option 'ticket'.`);
  const thresholds = thresholdsOf(overrides);
  const scope = new Construct(api, 'KeyMonitor');
  const faults = authorizerFaults(scope, 'Faults', authorizer);
  const duration = authorizer.metricDuration({ statistic: Stats.percentile(99), period: MINUTE });
  addAlarms(
    scope,
    [...authorizerAlarms(authorizer, faults, thresholds), authorizerLatency(duration, thresholds)],
    { prefix: `${Stack.of(api).stackName}-${api.node.id}`, runbooks, ticket },
  );
}
