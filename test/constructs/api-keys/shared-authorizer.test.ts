import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnDeployment, Deployment, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { describe, expect, it } from 'vitest';
import { ApiKeys, type IApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { appWithKeys } from '../../support/app-with-keys.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const env = { account: '111122223333', region: 'eu-central-1' };

/** APIs in a stack of their own, with the keys of this app or of another one. */
function apis(keysOf: (stack: Stack) => IApiKeys) {
  const stack = new Stack(temporaryApp(), 'Apis', { env });
  const keys = keysOf(stack);
  const rest = new RestApi(stack, 'Rest');
  for (const method of ['GET', 'POST'])
    rest.root.addMethod(method, new MockIntegration(), { authorizer: keys.restAuthorizer(rest) });
  rest.root.addMethod('PUT', new MockIntegration());
  const http = new HttpApi(stack, 'Http');
  const integration = new HttpUrlIntegration('Backend', 'https://backend.example.com');
  for (const path of ['/orders', '/items'])
    http.addRoutes({ path, methods: [HttpMethod.GET], integration, authorizer: keys.httpAuthorizer() });
  http.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration });
  return Template.fromStack(stack);
}

const fromStage = (stack: Stack) => ApiKeys.fromStage(stack, 'Keys', { stage: 'prod' });

describe('an API with the shared authorizer', () => {
  it.each([
    ['of this app', (stack: Stack) => new ApiKeys(stack, 'Keys')],
    ['of another app', fromStage],
  ])('%s registers it once, without a cache and without identity sources', (_, keysOf) => {
    const template = apis(keysOf);
    template.resourceCountIs('AWS::ApiGateway::Authorizer', 1);
    template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: '',
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: false,
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: [],
    });
  });

  it('requires a key only on the routes that name it', () => {
    const template = apis(fromStage);
    const methods = Object.values(template.findResources('AWS::ApiGateway::Method')).map(({ Properties }) => [
      Properties.HttpMethod,
      Properties.AuthorizationType,
    ]);
    expect(methods).toEqual([
      ['GET', 'CUSTOM'],
      ['POST', 'CUSTOM'],
      ['PUT', 'NONE'],
    ]);
    const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => [
      Properties.RouteKey,
      Properties.AuthorizationType ?? 'NONE',
    ]);
    expect(routes).toEqual([
      ['GET /orders', 'CUSTOM'],
      ['GET /items', 'CUSTOM'],
      ['GET /health', 'NONE'],
    ]);
  });

  it('of another app calls the function that the stage publishes', () => {
    const template = apis(fromStage);
    template.hasParameter('*', {
      Type: 'AWS::SSM::Parameter::Value<String>',
      Default: '/postern/prod/authorizer-arn',
    });
    const owning = Template.fromStack(appWithKeys(undefined, { stage: 'prod' }).keysStack);
    owning.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/postern/prod/authorizer-arn',
      Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('Authorizer'), 'Arn'] },
    });
  });

  it('returns the error responses of the profile from a REST API', () => {
    const responses = Object.values(apis(fromStage).findResources('AWS::ApiGateway::GatewayResponse'));
    expect(responses.map(({ Properties }) => [Properties.ResponseType, Properties.StatusCode])).toEqual(
      expect.arrayContaining([
        ['UNAUTHORIZED', '401'],
        ['ACCESS_DENIED', '403'],
      ]),
    );
  });

  it.each([
    ['a deployment of its own', (api: RestApi) => new Deployment(api, 'Snapshot', { api })],
    ['an L1 deployment', (api: RestApi) => new CfnDeployment(api, 'Snapshot', { restApiId: api.restApiId })],
  ])('of a REST API with %s replaces it when a method gets or loses the authorizer', (_, deploy) => {
    const deploymentOf = (protectedMethods: readonly string[]) => {
      const stack = new Stack(temporaryApp(), 'Apis', { env });
      const rest = new RestApi(stack, 'Rest', { deploy: false });
      const authorizer = fromStage(stack).restAuthorizer(rest);
      for (const method of ['GET', 'POST'])
        rest.root.addMethod(
          method,
          new MockIntegration(),
          protectedMethods.includes(method) ? { authorizer } : {},
        );
      deploy(rest);
      return Object.keys(Template.fromStack(stack).findResources('AWS::ApiGateway::Deployment'));
    };
    const both = deploymentOf(['GET', 'POST']);
    expect(both).toHaveLength(1);
    expect(deploymentOf(['GET', 'POST'])).toEqual(both);
    expect(deploymentOf(['GET'])).not.toEqual(both);
  });

  it('is rejected in another Region than its keys, with the next step', () => {
    const app = temporaryApp();
    const keys = new ApiKeys(new Stack(app, 'Keys', { env }), 'Keys');
    const rest = new RestApi(new Stack(app, 'Apis', { env: { ...env, region: 'us-east-1' } }), 'Rest');
    expect(() => keys.restAuthorizer(rest)).toThrow(/us-east-1 .* eu-central-1.*ApiKeys\.fromStage/);
  });

  it('is rejected beside the shared authorizer of another deployment', () => {
    const stack = new Stack(temporaryApp(), 'Apis', { env });
    const [prod, staging] = ['prod', 'staging'].map((stage) => ApiKeys.fromStage(stack, stage, { stage }));
    const rest = new RestApi(stack, 'Rest');
    prod?.restAuthorizer(rest);
    expect(() => staging?.restAuthorizer(rest)).toThrow(/another ApiKeys\. Use one ApiKeys/);
    const http = new HttpApi(stack, 'Http');
    const route = { integration: new HttpUrlIntegration('Backend', 'https://backend.example.com') };
    http.addRoutes({ ...route, path: '/orders', authorizer: prod?.httpAuthorizer() });
    const add = () => http.addRoutes({ ...route, path: '/items', authorizer: staging?.httpAuthorizer() });
    expect(add).toThrow(/another ApiKeys\. Use one ApiKeys/);
  });

  it('is rejected for an imported REST API, with the alternatives', () => {
    const { keys, stack } = appWithKeys();
    const imported = RestApi.fromRestApiId(stack, 'Imported', 'a1b2c3');
    // @ts-expect-error The type excludes this API; JavaScript callers can pass it.
    expect(() => keys.restAuthorizer(imported)).toThrow(/not a RestApi of this app.*authorizer-arn/);
  });
});
