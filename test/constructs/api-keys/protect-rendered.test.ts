import { AspectPriority, Aspects, CfnResource, type IAspect } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { CfnRoute, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { describe, expect, it } from 'vitest';
import { appWithHttpApi } from '../../support/app-with-http-api.ts';
import { appWithRestApi } from '../../support/app-with-rest-api.ts';

function overriding(property: string, value: unknown, types: readonly string[]): IAspect {
  return {
    visit: (node) => {
      if (CfnResource.isCfnResource(node) && types.includes(node.cfnResourceType))
        node.addPropertyOverride(property, value);
    },
  };
}

const ROUTES = [CfnMethod.CFN_RESOURCE_TYPE_NAME, CfnRoute.CFN_RESOURCE_TYPE_NAME];
const AUTHORIZERS = ['AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer'];

describe.each([
  ['REST', appWithRestApi, 'GET /'],
  ['HTTP', appWithHttpApi, 'GET /hello'],
] as const)('an aspect after protect() on a %s API', (_, appWithApi, route) => {
  it.each([
    ['AuthorizationType', 'NONE'],
    ['AuthorizerId', 'another'],
  ])('fails synthesis if it opens a route (%s: %s)', (property, value) => {
    const { api, app, keys } = appWithApi();
    keys.protect(api);
    Aspects.of(app).add(overriding(property, value, ROUTES), { priority: AspectPriority.READONLY });
    expect(() => app.synth()).toThrow(`'${route}'`);
    expect(() => app.synth()).toThrow(/is rendered with the authorization/);
  });

  it('fails synthesis if it caches decisions', () => {
    const { api, app, keys } = appWithApi();
    keys.protect(api);
    const aspect = overriding('AuthorizerResultTtlInSeconds', 300, AUTHORIZERS);
    Aspects.of(app).add(aspect, { priority: AspectPriority.READONLY });
    expect(() => app.synth()).toThrow(/rendered with a result cache of 300 seconds/);
  });

  it('is ignored on open routes', () => {
    const { api, app, keys } = appWithApi();
    keys.protect(api, { open: [route] });
    Aspects.of(app).add(overriding('AuthorizationType', 'NONE', ROUTES), {
      priority: AspectPriority.READONLY,
    });
    expect(() => app.synth()).not.toThrow();
  });
});

describe('a greedy route', () => {
  const WARNING = Match.stringLikeRegexp('contains stricter routes');

  it.each([
    ['open', { open: ['ANY /{proxy+}'] }, true],
    ['open for another method', { open: ['POST /{proxy+}'] }, false],
    [
      'for any key, with a route for a permission',
      { permissions: { 'ANY /{proxy+}': null, 'GET /admin': 'admin:read' } },
      true,
    ],
    [
      'for any key, with an open route',
      { open: ['GET /admin'], permissions: { 'ANY /{proxy+}': null } },
      false,
    ],
    ['as strict as the routes in it', {}, false],
  ] as const)('causes a warning if it is weaker than a route that it contains: %s', (_, options, warned) => {
    const { api, app, stack, keys } = appWithRestApi();
    api.root.addResource('admin').addMethod('GET');
    const proxy = api.root.addResource('{proxy+}');
    proxy.addMethod('ANY');
    proxy.addMethod('POST');
    keys.protect(api, { ...options, open: [...('open' in options ? options.open : []), 'GET /'] });
    app.synth();
    const found = Annotations.fromStack(stack).findWarning('*', WARNING);
    expect(found).toHaveLength(warned ? 1 : 0);
  });

  it('is $default on an HTTP API', () => {
    const { api, app, stack, keys, integration } = appWithHttpApi();
    api.addRoutes({ path: '/{proxy+}', methods: [HttpMethod.ANY], integration });
    keys.protect(api, { open: ['ANY /{proxy+}'] });
    app.synth();
    expect(Annotations.fromStack(stack).findWarning('*', WARNING)).toHaveLength(1);
  });

  it('requires a separate route for an open path, with the next step in the error', () => {
    const { api, app, keys } = appWithRestApi();
    api.root.addProxy();
    keys.protect(api, { open: ['GET /health'] });
    expect(() => app.synth()).toThrow(
      "ANY /{proxy+} serves this path. Add a separate route with the same integration: for a RestApi api.root.resourceForPath('/health').addMethod('GET')",
    );
  });
});
