import { NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  CfnRoute,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { describe, expect, it } from 'vitest';
import { appWithHttpApi } from '../../support/app-with-http-api.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const NEEDS_KEY = {
  AuthorizationType: 'CUSTOM',
  AuthorizerId: { Ref: Match.stringLikeRegexp('KeyAuthorizerRegistration') },
};
const IS_OPEN = { AuthorizationType: 'NONE', AuthorizerId: Match.absent() };
const { ANY, GET, OPTIONS, POST } = HttpMethod;

function expectAllClosed(template: Template, count: number): void {
  template.resourceCountIs(ROUTE, count);
  template.resourcePropertiesCountIs(ROUTE, NEEDS_KEY, count);
}

describe('protect() on an HTTP API protects', () => {
  it('every route, including later routes and the default route', () => {
    const { api, integration, keys, stack, template } = appWithHttpApi();
    keys.protect(api);
    new HttpRoute(stack, 'Default', { httpApi: api, routeKey: HttpRouteKey.DEFAULT, integration });
    api.addRoutes({ path: '/files/{proxy+}', methods: [ANY, OPTIONS], integration });
    expectAllClosed(template(), 4);
  });

  it('routes that are created as L1 constructs', () => {
    const { api, keys, stack, template } = appWithHttpApi();
    keys.protect(api);
    new CfnRoute(stack, 'ByHand', { apiId: api.apiId, routeKey: 'PUT /hello' });
    expectAllClosed(template(), 2);
  });

  it('routes that another stack adds', () => {
    const { api, app, keys } = appWithHttpApi();
    const later = new Stack(app, 'Later');
    const integration = new HttpUrlIntegration('Backend', 'https://backend.example.com');
    const httpApi = HttpApi.fromHttpApiAttributes(later, 'Imported', { httpApiId: api.apiId });
    new HttpRoute(later, 'Route', {
      httpApi,
      routeKey: HttpRouteKey.with('/more', GET),
      integration,
    });
    keys.protect(api);
    Template.fromStack(later).hasResourceProperties(ROUTE, {
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { 'Fn::ImportValue': Match.stringLikeRegexp('KeyAuthorizerRegistration') },
    });
  });

  it('routes that a nested stack adds', () => {
    const { api, keys, stack } = appWithHttpApi();
    const nested = new NestedStack(stack, 'Nested');
    new CfnRoute(nested, 'ByHand', { apiId: api.apiId, routeKey: 'PUT /hello' });
    keys.protect(api);
    Template.fromStack(nested).hasResourceProperties(ROUTE, NEEDS_KEY);
  });

  it('a route that an override opened', () => {
    const { api, keys, stack, template } = appWithHttpApi();
    const route = stack.node.findAll().find((node) => node instanceof CfnRoute);
    route?.addPropertyOverride('AuthorizationType', 'NONE');
    keys.protect(api);
    expectAllClosed(template(), 1);
  });
});

describe('protect() on an HTTP API keeps', () => {
  it('only the routes of the option open without a key', () => {
    const { api, integration, keys, stack, template } = appWithHttpApi();
    new HttpRoute(stack, 'Default', { httpApi: api, routeKey: HttpRouteKey.DEFAULT, integration });
    api.addRoutes({ path: '/health', methods: [GET, POST], integration });
    keys.protect(api, { open: ['GET /health', '$default'] });
    template().resourcePropertiesCountIs(ROUTE, NEEDS_KEY, 2);
    template().resourcePropertiesCountIs(ROUTE, IS_OPEN, 2);
  });

  it('the own authorization of an open route', () => {
    const { api, integration, keys, template } = appWithHttpApi();
    const authorizer = new HttpIamAuthorizer();
    api.addRoutes({ path: '/internal', methods: [POST], integration, authorizer });
    keys.protect(api, { open: ['POST /internal'] });
    template().hasResourceProperties(ROUTE, { RouteKey: 'POST /internal', AuthorizationType: 'AWS_IAM' });
  });
});

describe('protect() on an HTTP API rejects', () => {
  it('a stage that would continue to serve open routes', () => {
    const { api, app, keys, stack } = appWithHttpApi();
    new HttpStage(stack, 'Frozen', { httpApi: api, stageName: 'frozen' });
    keys.protect(api);
    expect(() => app.synth()).toThrow(/the stage .*Frozen.* Set its autoDeploy to true/);
  });

  it('the option cors, because an HTTP API has its own CORS settings', () => {
    const { api, keys } = appWithHttpApi();
    expect(() => keys.protect(api, { cors: { allowOrigin: '*' } })).toThrow(
      /Set 'corsPreflight' of the HttpApi/,
    );
  });
});
