import { Names } from 'aws-cdk-lib';
import {
  CfnAuthorizer,
  type CfnAuthorizerProps,
  type HttpApi,
  type WebSocketApi,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Authorizer, type AuthorizerProps } from './authorizer.ts';

/**
 * Creates an authorizer function in the scope of an HTTP or WebSocket API and registers it with the API. Without an identity
 * source, a request without a credential reaches the function and is recorded.
 */
export function addApiV2Authorizer(
  api: HttpApi | WebSocketApi,
  props: AuthorizerProps,
  settings: Partial<CfnAuthorizerProps> = {},
): CfnAuthorizer {
  const authorizer = new Authorizer(api, 'KeyAuthorizer', props);
  const registered = new CfnAuthorizer(api, 'KeyAuthorizerRegistration', {
    apiId: api.apiId,
    name: Names.uniqueResourceName(authorizer, { maxLength: 128 }),
    authorizerType: 'REQUEST',
    authorizerUri: authorizer.invocationUri,
    ...settings,
  });
  authorizer.allowCallsOf(api.apiId, registered.ref);
  return registered;
}
