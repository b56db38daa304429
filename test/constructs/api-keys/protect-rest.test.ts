import { Aspects, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  AuthorizationType,
  CfnMethod,
  Cors,
  Deployment,
  HttpIntegration,
  MockIntegration,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import { appWithRestApi } from '../../support/app-with-rest-api.ts';

const METHOD = 'AWS::ApiGateway::Method';
const NEEDS_KEY = {
  AuthorizationType: 'CUSTOM',
  AuthorizerId: { Ref: Match.stringLikeRegexp('KeyAuthorizerRegistration') },
};
const IS_OPEN = { AuthorizationType: 'NONE', AuthorizerId: Match.absent() };

function expectAllClosed(template: Template, count: number): void {
  template.resourceCountIs(METHOD, count);
  template.resourcePropertiesCountIs(METHOD, NEEDS_KEY, count);
}

/** An import of the API by its IDs. */
function imported(scope: Stack, { restApiId, restApiRootResourceId }: RestApi) {
  const attributes = { restApiId, rootResourceId: restApiRootResourceId };
  return RestApi.fromRestApiAttributes(scope, 'Imported', attributes);
}

/** Adds `GET /late` after aspects have visited the other methods of the API. */
function addMethodByAspect({ node, root }: RestApi): void {
  const visit = () => {
    if (!root.getResource('late')) root.addResource('late').addMethod('GET');
  };
  Aspects.of(node.findChild('KeyAuthorizer')).add({ visit });
}

describe('protect() on a REST API protects', () => {
  it('every method at any depth, including later methods', () => {
    const { api, keys, template } = appWithRestApi();
    keys.protect(api);
    api.root.addResource('orders').addResource('{id}').addMethod('DELETE');
    api.root.addResource('files').addProxy({ anyMethod: true });
    expectAllClosed(template(), 3);
  });

  it('methods that are created as L1 constructs, and deploys after them', () => {
    const { api, keys, stack, template } = appWithRestApi();
    keys.protect(api);
    new CfnMethod(stack, 'ByHand', {
      restApiId: api.restApiId,
      resourceId: api.root.resourceId,
      httpMethod: 'PUT',
      integration: { type: 'MOCK' },
    });
    expectAllClosed(template(), 2);
    template().hasResource('AWS::ApiGateway::Deployment', { DependsOn: Match.arrayWith(['ByHand']) });
  });

  it('methods that an aspect adds during synthesis', () => {
    const { api, keys, template } = appWithRestApi();
    keys.protect(api);
    addMethodByAspect(api);
    expectAllClosed(template(), 2);
  });

  it('every method or fails synthesis, if a method is added after the aspects ran', () => {
    const context = { '@aws-cdk/core:aspectStabilization': false };
    const { api, keys, template } = appWithRestApi({}, context);
    keys.protect(api);
    addMethodByAspect(api);
    expect(template).toThrow(/'GET \/late' .* was added after the aspects ran/);
  });

  it('methods that a nested stack adds', () => {
    const { api, keys, stack } = appWithRestApi();
    const nested = new NestedStack(stack, 'Nested');
    imported(nested, api).root.addResource('more').addMethod('POST', new MockIntegration());
    keys.protect(api);
    Template.fromStack(nested).hasResourceProperties(METHOD, {
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: Match.stringLikeRegexp('KeyAuthorizerRegistration') },
    });
  });

  it('methods of another stack with its own deployment', () => {
    const { app, api, keys } = appWithRestApi({ deploy: false });
    keys.protect(api);
    const later = new Stack(app, 'Later');
    const again = imported(later, api);
    again.root.addResource('more').addMethod('POST', new MockIntegration());
    new Deployment(later, 'Deployment', { api: again });
    Template.fromStack(later).hasResourceProperties(METHOD, {
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { 'Fn::ImportValue': Match.stringLikeRegexp('KeyAuthorizerRegistration') },
    });
  });

  it('a method that an override opened', () => {
    const { api, keys, stack, template } = appWithRestApi();
    const method = stack.node.findAll().find((node) => node instanceof CfnMethod);
    method?.addPropertyOverride('AuthorizationType', 'NONE');
    keys.protect(api);
    expectAllClosed(template(), 1);
  });

  it('an OPTIONS method that reaches a backend', () => {
    const { api, keys, template } = appWithRestApi();
    api.root.addMethod('OPTIONS', new HttpIntegration('https://backend.example.com'));
    keys.protect(api);
    expectAllClosed(template(), 2);
  });
});

describe('protect() on a REST API keeps', () => {
  it('a CORS preflight without a key, because browsers send none', () => {
    const { api, keys, template } = appWithRestApi();
    api.root.addCorsPreflight({ allowOrigins: Cors.ALL_ORIGINS });
    keys.protect(api);
    template().hasResourceProperties(METHOD, { HttpMethod: 'OPTIONS', ...IS_OPEN });
  });

  it('only the routes of the option open without a key', () => {
    const { api, keys, template } = appWithRestApi();
    const health = api.root.addResource('health');
    health.addMethod('GET');
    health.addMethod('POST');
    keys.protect(api, { open: ['GET /health'] });
    template().resourcePropertiesCountIs(METHOD, NEEDS_KEY, 2);
    template().resourcePropertiesCountIs(METHOD, IS_OPEN, 1);
  });

  it('the own authorization of an open route', () => {
    const { api, keys, template } = appWithRestApi();
    const options = { authorizationType: AuthorizationType.IAM };
    api.root.addResource('internal').addMethod('POST', undefined, options);
    keys.protect(api, { open: ['POST /internal'] });
    template().hasResourceProperties(METHOD, { HttpMethod: 'POST', AuthorizationType: 'AWS_IAM' });
  });

  it('other APIs unchanged', () => {
    const { api, keys, stack, template } = appWithRestApi();
    const other = new RestApi(stack, 'Other');
    other.root.addMethod('PATCH');
    keys.protect(api);
    template().hasResourceProperties(METHOD, { HttpMethod: 'PATCH', ...IS_OPEN });
  });
});
