import { Names } from 'aws-cdk-lib';
import { CfnAuthorizer, type WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Authorizer, type AuthorizerProps } from './authorizer.ts';

/** Creates an authorizer function in the scope of a WebSocket API and registers it with the API. */
export function addWebSocketAuthorizer(api: WebSocketApi, props: AuthorizerProps): CfnAuthorizer {
  const authorizer = new Authorizer(api, 'KeyAuthorizer', props);
  const registered = new CfnAuthorizer(api, 'KeyAuthorizerRegistration', {
    apiId: api.apiId,
    name: Names.uniqueResourceName(authorizer, { maxLength: 128 }),
    authorizerType: 'REQUEST',
    authorizerUri: authorizer.invocationUri,
    // No identity source: a handshake without a credential must reach the function and be recorded. API Gateway does not cache
    // results of WebSocket APIs and rejects a time to live.
  });
  authorizer.allowCallsOf(api.apiId, registered.ref);
  return registered;
}
