import { Names } from 'aws-cdk-lib';
import { CfnAuthorizer, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Authorizer, type AuthorizerProps } from './authorizer.ts';

/** Creates an authorizer function in the scope of a REST API and registers it with the API. */
export function addRestAuthorizer(api: RestApi, props: AuthorizerProps): CfnAuthorizer {
  const authorizer = new Authorizer(api, 'KeyAuthorizer', props);
  const registered = new CfnAuthorizer(api, 'KeyAuthorizerRegistration', {
    restApiId: api.restApiId,
    name: Names.uniqueResourceName(authorizer, { maxLength: 128 }),
    type: 'REQUEST',
    authorizerUri: authorizer.invocationUri,
    // No cache, and no identity source: a request without a credential must reach the function and be recorded.
    authorizerResultTtlInSeconds: 0,
    identitySource: '',
  });
  authorizer.allowCallsOf(api.restApiId, registered.ref);
  return registered;
}
