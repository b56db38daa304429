import { CfnAuthorizer, type HttpRouteAuthorizerConfig, type IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { invocationUri } from './authorizer.ts';

const ID = 'SharedKeyAuthorizer';

/** Registers the shared authorizer with an HTTP API, once per API. */
export function sharedHttpAuthorizer(api: IHttpApi, functionArn: string): HttpRouteAuthorizerConfig {
  const existing = api.node.tryFindChild(ID);
  const { ref } = existing instanceof CfnAuthorizer ? existing : register(api, functionArn);
  return { authorizationType: 'CUSTOM', authorizerId: ref };
}

function register(api: IHttpApi, functionArn: string): CfnAuthorizer {
  return new CfnAuthorizer(api, ID, {
    apiId: api.apiId,
    name: ID,
    authorizerType: 'REQUEST',
    authorizerUri: invocationUri(api, functionArn),
    authorizerPayloadFormatVersion: '2.0',
    // The shared authorizer returns policies, and rejects requests with identity sources.
    enableSimpleResponses: false,
    authorizerResultTtlInSeconds: 0,
    identitySource: [],
  });
}
