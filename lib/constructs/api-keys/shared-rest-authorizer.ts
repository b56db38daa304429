import { AuthorizationType, CfnAuthorizer, type IAuthorizer, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import type { Profile } from '../../core/profiles/profile.ts';
import { assertSameAuthorizer, invocationUri } from './authorizer.ts';
import { GatewayResponses } from './gateway-responses.ts';
import { RestDeployments } from './rest-deployments.ts';
import { belongsToRestApi, restRouteOf } from './rest-routes.ts';
import { type ApiRoute, appOf, hasAuthorizer } from './route-protection.ts';

const ID = 'SharedKeyAuthorizer';

/**
 * Registers the shared authorizer with a REST API, once per API, with the error responses of the profile.
 *
 * @throws Error if the app does not create the API with `RestApi`, or if the API has the authorizer of another deployment
 */
export function sharedRestAuthorizer(api: RestApi, functionArn: string, profile: Profile): IAuthorizer {
  if (!(api instanceof RestApi)) throw new Error(unsupportedError(api));
  const existing = api.node.tryFindChild(ID);
  const authorizer = existing instanceof CfnAuthorizer ? existing : register(api, functionArn, profile);
  assertSameAuthorizer(api, authorizer.authorizerUri, functionArn);
  return { authorizationType: AuthorizationType.CUSTOM, authorizerId: authorizer.ref };
}

function register(api: RestApi, functionArn: string, profile: Profile): CfnAuthorizer {
  const authorizer = new CfnAuthorizer(api, ID, {
    restApiId: api.restApiId,
    name: ID,
    type: 'REQUEST',
    authorizerUri: invocationUri(api, functionArn),
    authorizerResultTtlInSeconds: 0,
    identitySource: '',
  });
  const routes = () =>
    appOf(api)
      .node.findAll()
      .flatMap((node) => restRouteOf(api, node) ?? []);
  const responses = new GatewayResponses({
    api,
    profile,
    cors: undefined,
    belongsTo: (response) => belongsToRestApi(api, response),
    preflights: () => [],
  });
  const protection = { routes, needsKey: (route: ApiRoute) => hasAuthorizer(route, authorizer) };
  new RestDeployments({ api, authorizer, responses: () => responses.all(), protection });
  return authorizer;
}

/** For JavaScript callers: the type of the parameter excludes these APIs. */
function unsupportedError({ node }: IConstruct): string {
  return (
    `restAuthorizer() cannot register an authorizer with ${node.path}, because it is not a RestApi of this app. Declare the ` +
    "authorizer in the OpenAPI document of a SpecRestApi ('x-amazon-apigateway-authorizer'), or register the function of the " +
    'parameter /postern/<stage>/authorizer-arn. docs/other-tools.md has both.'
  );
}
