import { RemovalPolicy, Token } from 'aws-cdk-lib';
import { CfnStage, type HttpApi, type IHttpRoute, type ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { assertThrottleValue } from './throttle-stage.ts';

/** Throttling of Postern's own API: requests per second (`rateLimit`) and the burst size (`burstLimit`), each 1 to 100,000. */
export interface PosternThrottle {
  /** Limits of each admin route. */
  readonly admin: ThrottleSettings;
  /** Limits of each key-holder route and each public route. */
  readonly public: ThrottleSettings;
}

/**
 * Without limits, this API could use the whole quota of the account in a Region: 10,000 requests per second, which
 * protected APIs share. Key management needs fewer than 50 requests per second. A new account runs 10 functions
 * concurrently.
 */
const DEFAULT_THROTTLE: PosternThrottle = {
  admin: { rateLimit: 50, burstLimit: 100 },
  public: { rateLimit: 100, burstLimit: 200 },
};

/**
 * The caller, route and response status. Paths and queries are excluded, because both can contain secrets. The decision
 * log line with the same request ID identifies the key.
 */
const ACCESS_LOG_FORMAT = JSON.stringify({
  time: '$context.requestTimeEpoch',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  admin: '$context.identity.userArn',
  person: '$context.authorizer.claims.sub',
});

export interface PosternStageProps {
  readonly logRetention: RetentionDays | undefined;
  readonly throttle: PosternThrottle | undefined;
  /** The publicly reachable routes by route key. */
  readonly publicRoutes: ReadonlyMap<string, IHttpRoute>;
}

/**
 * Sets throttling and access logging of the default stage. Key-holder routes have separate limits, so a flood of
 * requests with stolen keys cannot block the request that revokes them.
 *
 * @returns the access log
 * @throws Error if a limit is out of bounds
 */
export function setUpStage(api: HttpApi, props: PosternStageProps): LogGroup {
  const stage = api.defaultStage?.node.defaultChild;
  if (!(stage instanceof CfnStage)) throw new Error(`${api.node.path} has no default stage`);
  const { throttle = DEFAULT_THROTTLE, publicRoutes } = props;
  assertPosternThrottle(throttle);
  const retention = props.logRetention ?? RetentionDays.ONE_MONTH;
  const accessLog = new LogGroup(api, 'AccessLog', {
    retention,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  stage.accessLogSettings = {
    destinationArn: accessLog.logGroupArn,
    format: ACCESS_LOG_FORMAT,
  };
  stage.defaultRouteSettings = {
    throttlingRateLimit: throttle.admin.rateLimit,
    throttlingBurstLimit: throttle.admin.burstLimit,
  };
  // CDK passes this object through unchanged, so it has the property names of CloudFormation.
  const publicLimits = {
    ThrottlingRateLimit: throttle.public.rateLimit,
    ThrottlingBurstLimit: throttle.public.burstLimit,
  };
  stage.routeSettings = Object.fromEntries([...publicRoutes.keys()].map((key) => [key, publicLimits]));
  // API Gateway accepts settings only of existing routes.
  stage.node.addDependency(...publicRoutes.values());
  return accessLog;
}

/** @throws Error with the allowed range. A value of the deployment is not known yet. */
function assertPosternThrottle(throttle: PosternThrottle): void {
  for (const routes of ['admin', 'public'] as const) {
    for (const name of ['rateLimit', 'burstLimit'] as const) {
      const value = throttle[routes][name];
      if (value !== undefined && !Token.isUnresolved(value))
        assertThrottleValue(`throttle.${routes}.${name}`, value);
    }
  }
}
