import { CfnAuthorizer, type HttpRouteAuthorizerConfig, type IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { assertSameAuthorizer, invocationUri } from './authorizer.ts';

const ID = 'SharedKeyAuthorizer';

/**
 * Registers the shared authorizer with an HTTP API, once per API.
 *
 * @throws Error if the API has the authorizer of another deployment
 */
export function sharedHttpAuthorizer(api: IHttpApi, functionArn: string): HttpRouteAuthorizerConfig {
  const existing = api.node.tryFindChild(ID);
  const authorizer = existing instanceof CfnAuthorizer ? existing : register(api, functionArn);
  assertSameAuthorizer(api, authorizer.authorizerUri, functionArn);
  return { authorizationType: 'CUSTOM', authorizerId: authorizer.ref };
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
