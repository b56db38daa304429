import { CfnStage, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage as CfnHttpStage, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { THROTTLE_BOUNDS } from '../../core/throttle-bounds.ts';

/** The requests that a stage accepts, for all of its routes together. API Gateway answers 429 above them. */
export interface StageThrottle {
  /** Requests per second, 1 to 100,000. */
  readonly rateLimit: number;
  /** The requests that are accepted at once, 1 to 100,000. */
  readonly burstLimit: number;
}

/** @throws Error with the allowed range */
export function assertThrottle(throttle: StageThrottle): void {
  for (const name of ['rateLimit', 'burstLimit'] as const)
    assertThrottleValue(`throttle.${name}`, throttle[name]);
}

/** @throws Error with the allowed range */
export function assertThrottleValue(name: string, value: number): void {
  const { min, max } = THROTTLE_BOUNDS;
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new Error(
    `Invalid ${name} '${value}'. Use a whole number from ${min} to ${max}, or omit throttle for the default.`,
  );
}

/** @throws Error if the API has no stage of its own, or if its stage is throttled already */
export function throttleRestStage(api: RestApi, { rateLimit, burstLimit }: StageThrottle): void {
  const stage = api.deploymentStage?.node.defaultChild;
  if (!(stage instanceof CfnStage)) throw new Error(noStageMessage(api.node.path));
  const { methodSettings = [] } = stage;
  if (!Array.isArray(methodSettings)) throw new Error(throttledMessage(api.node.path, 'methodSettings'));
  let ofAllMethods: CfnStage.MethodSettingProperty = { httpMethod: '*', resourcePath: '/*' };
  const others = methodSettings.filter((each) => {
    if (!('httpMethod' in each) || each.httpMethod !== '*' || each.resourcePath !== '/*') return true;
    ofAllMethods = each;
    return false;
  });
  if (ofAllMethods.throttlingRateLimit !== undefined || ofAllMethods.throttlingBurstLimit !== undefined)
    throw new Error(throttledMessage(api.node.path, 'deployOptions'));
  stage.methodSettings = [
    { ...ofAllMethods, throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit },
    ...others,
  ];
}

/** @throws Error if the API has no default stage, or if that is throttled already */
export function throttleHttpStage(api: HttpApi, { rateLimit, burstLimit }: StageThrottle): void {
  const stage = api.defaultStage?.node.defaultChild;
  if (!(stage instanceof CfnHttpStage)) throw new Error(noStageMessage(api.node.path));
  const settings = stage.defaultRouteSettings ?? {};
  const isThrottled =
    'resolve' in settings ||
    settings.throttlingRateLimit !== undefined ||
    settings.throttlingBurstLimit !== undefined;
  if (isThrottled) throw new Error(throttledMessage(api.node.path, 'throttle'));
  stage.defaultRouteSettings = {
    ...settings,
    throttlingRateLimit: rateLimit,
    throttlingBurstLimit: burstLimit,
  };
}

function noStageMessage(path: string): string {
  return (
    `${path} creates no stage, so the option 'throttle' has no effect. Set the throttling of the stages that you create, and ` +
    'remove the option.'
  );
}

function throttledMessage(path: string, property: string): string {
  return `The stage of ${path} is throttled already by '${property}'. Set the throttling there, or only in the option 'throttle'.`;
}
