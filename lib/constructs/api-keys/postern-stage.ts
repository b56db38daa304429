import { CfnStage, type HttpApi, type IHttpRoute, type ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

/** How many requests Postern's own API takes: a second (`rateLimit`) and at once (`burstLimit`). */
export interface PosternThrottle {
  /** Each admin route. */
  readonly admin: ThrottleSettings;
  /** Each route of key holders, and each open one. */
  readonly public: ThrottleSettings;
}

/**
 * Without limits one API may take all that an account has in a region, 10,000 a second for its protected APIs
 * as well. People and automations manage keys: 50 a second is beyond what they need. A new account runs 10
 * functions at once.
 */
const DEFAULT_THROTTLE: PosternThrottle = {
  admin: { rateLimit: 50, burstLimit: 100 },
  public: { rateLimit: 100, burstLimit: 200 },
};

/**
 * Who called which route, and what came of it. Never a path or a query: both can carry secrets. Whose key it was
 * stands in the decision's own line, under the same request id.
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
  /** The routes that strangers reach, by their keys. */
  readonly publicRoutes: ReadonlyMap<string, IHttpRoute>;
}

/**
 * Limits and logs the calls of the API's stage. Key holders' routes have limits of their own: a flood of
 * requests with stolen keys must leave room for the request that revokes them.
 *
 * @returns the log of its calls
 */
export function setUpStage(api: HttpApi, props: PosternStageProps): LogGroup {
  const stage = api.defaultStage?.node.defaultChild;
  if (!(stage instanceof CfnStage)) throw new Error(`${api.node.path} has no default stage`);
  const { throttle = DEFAULT_THROTTLE, publicRoutes } = props;
  const retention = props.logRetention ?? RetentionDays.ONE_MONTH;
  const accessLog = new LogGroup(api, 'AccessLog', { retention });
  stage.accessLogSettings = {
    destinationArn: accessLog.logGroupArn,
    format: ACCESS_LOG_FORMAT,
  };
  stage.defaultRouteSettings = {
    throttlingRateLimit: throttle.admin.rateLimit,
    throttlingBurstLimit: throttle.admin.burstLimit,
  };
  // Plain JSON to CDK, which therefore doesn't spell it as CloudFormation does.
  const publicLimits = {
    ThrottlingRateLimit: throttle.public.rateLimit,
    ThrottlingBurstLimit: throttle.public.burstLimit,
  };
  stage.routeSettings = Object.fromEntries([...publicRoutes.keys()].map((key) => [key, publicLimits]));
  // API Gateway takes settings of routes that exist.
  stage.node.addDependency(...publicRoutes.values());
  return accessLog;
}
