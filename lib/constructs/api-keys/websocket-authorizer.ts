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
    // No identity source: API Gateway would return 401 for a handshake without it, and no decision would be recorded. No time to
    // live of results: it is for HTTP APIs only.
  });
  authorizer.allowCallsOf(api.apiId, registered.ref);
  return registered;
}
