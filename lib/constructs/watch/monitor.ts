import { Stack } from 'aws-cdk-lib';
import type { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { addAlarms, RUNBOOKS } from './alarm.ts';
import { authorizerAlarms, slowDecisions } from './alarms/deciding.ts';
import { authorizerFaults } from './log-metrics.ts';
import { MINUTE } from './measure.ts';
import { thresholdsOf, type WatchThresholds } from './thresholds.ts';

export interface MonitorOptions {
  /**
   * Who hears of alarms. A topic of another key or account must let `cloudwatch.amazonaws.com` publish.
   *
   * @default - the deployment's own ticket topic, where `ApiKeys.fromStage` finds one
   */
  readonly ticket?: ITopic;
  /** @default - see each */
  readonly thresholds?: Pick<
    WatchThresholds,
    'authorizerFaultsAMinute' | 'authorizerThrottlesAMinute' | 'slowDecisionMs'
  >;
  /**
   * Where the runbooks are.
   *
   * @default - 'docs/runbooks', where the package has them
   */
  readonly runbooks?: string;
}

/**
 * Watches the authorizer of an API that is protected: its faults, its throttles, and how long it takes.
 *
 * @throws Error if the API is not protected here, or there is no topic to tell
 */
export function monitorApi(
  api: IRestApi | IHttpApi,
  { ticket, thresholds: given, runbooks = RUNBOOKS }: MonitorOptions,
): void {
  const authorizer = api.node.tryFindChild('KeyAuthorizer');
  if (!(authorizer instanceof LambdaFunction)) {
    throw new Error(`${api.node.path} is not protected here: call protect() on it first, then monitor()`);
  }
  if (!ticket)
    throw new Error(`monitor() of ${api.node.path} has nobody to tell: give it a topic as 'ticket'`);
  const thresholds = thresholdsOf(given);
  const scope = new Construct(api, 'KeyMonitor');
  const faults = authorizerFaults(scope, 'Faults', authorizer);
  const duration = authorizer.metricDuration({ statistic: Stats.percentile(99), period: MINUTE });
  addAlarms(
    scope,
    [...authorizerAlarms(authorizer, faults, thresholds), slowDecisions(duration, thresholds)],
    { prefix: `${Stack.of(api).stackName}-${api.node.id}`, runbooks, ticket },
  );
}
