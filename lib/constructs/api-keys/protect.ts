import { CfnResource } from 'aws-cdk-lib';
import { RestApi, SpecRestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { assertSameEnvironment } from '../key-store/same-environment.ts';
import { protectHttpApi } from './protect-http.ts';
import { assertProtectOptions, type ProtectionProps } from './protect-options.ts';
import { protectRestApi } from './protect-rest.ts';
import { protectWebSocketApi } from './protect-websocket.ts';
import { warnOfUnreachableTenants } from './unreachable-tenants.ts';

const APPSYNC = 'AWS::AppSync::GraphQLApi';

/** @throws Error if not all routes of the API are known at synth, or if it is already protected */
export function protect(api: RestApi | HttpApi | WebSocketApi, props: ProtectionProps): void {
  if (api.node.tryFindChild('KeyAuthorizer')) {
    throw new Error(`${api.node.path} is already protected. Call protect() once, with all of its options.`);
  }
  assertProtectOptions(props.options);
  if (!(api instanceof RestApi || api instanceof HttpApi || api instanceof WebSocketApi))
    throw new Error(unprotectableError(api));
  assertSameEnvironment(api, props.store);
  if (api instanceof RestApi) protectRestApi(api, props);
  else if (api instanceof WebSocketApi) protectWebSocketApi(api, props);
  else protectHttpApi(api, props);
  warnOfUnreachableTenants(api, props);
}

/** The cause and the fix for JavaScript callers, and for types of a second copy of aws-cdk-lib. */
function unprotectableError(api: IConstruct): string {
  const { path, defaultChild } = api.node;
  if (api instanceof SpecRestApi) {
    return (
      `protect() cannot read the methods of ${path}, because they are in an OpenAPI document. Create it with RestApi, or ` +
      "declare the authorizer in the document ('x-amazon-apigateway-authorizer')."
    );
  }
  if (defaultChild && CfnResource.isCfnResource(defaultChild) && defaultChild.cfnResourceType === APPSYNC) {
    return (
      `${path} is an AppSync API, which protect() does not support: the response format of its Lambda authorizers differs. Put an ` +
      'HTTP API with a function in front of it and protect that, or verify the key in an authorizer of your own with ' +
      'POST /admin/v1/tenants/{tenant}/verify.'
    );
  }
  if (CfnResource.isCfnResource(api)) {
    return (
      `${path} is a ${api.cfnResourceType} of CloudFormation, and protect() cannot read its routes. Create it with RestApi or HttpApi, ` +
      'or register the function of the parameter /postern/<stage>/authorizer-arn, as docs/other-tools.md shows.'
    );
  }
  if (defaultChild && CfnResource.isCfnResource(defaultChild)) {
    return (
      `${path} is not a RestApi or HttpApi of the copy of aws-cdk-lib that Postern uses. Keep one copy in the app ` +
      '(npm ls aws-cdk-lib lists them), or create it with RestApi or HttpApi.'
    );
  }
  return (
    `${path} is an API of another app, and its routes are unknown here. Call protect() in the app that creates it, ` +
    'on ApiKeys.fromStage(scope, id, { stage }).'
  );
}
