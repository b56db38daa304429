import { Names } from 'aws-cdk-lib';
import { CfnAuthorizer, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Authorizer, type AuthorizerProps } from './authorizer.ts';

/** Creates an authorizer function in the scope of an HTTP API and registers it with the API. */
export function addHttpAuthorizer(api: HttpApi, props: AuthorizerProps): CfnAuthorizer {
  const authorizer = new Authorizer(api, 'KeyAuthorizer', props);
  const registered = new CfnAuthorizer(api, 'KeyAuthorizerRegistration', {
    apiId: api.apiId,
    name: Names.uniqueResourceName(authorizer, { maxLength: 128 }),
    authorizerType: 'REQUEST',
    authorizerUri: authorizer.invocationUri,
    authorizerPayloadFormatVersion: '2.0',
    enableSimpleResponses: true,
    // No cache, and no identity source: a request without a credential must reach the function and be recorded.
    authorizerResultTtlInSeconds: 0,
    identitySource: [],
  });
  authorizer.allowCallsOf(api.apiId, registered.ref);
  return registered;
}
