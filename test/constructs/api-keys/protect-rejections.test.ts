import { CfnResource } from 'aws-cdk-lib';
import {
  ApiDefinition,
  AuthorizationType,
  CfnRestApi,
  IdentitySource,
  MockIntegration,
  RequestAuthorizer,
  RestApi,
  SpecRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import type { ProtectOptions } from '../../../lib/constructs/api-keys/protect-options.ts';
import { appWithHttpApi } from '../../support/app-with-http-api.ts';
import { appWithKeys } from '../../support/app-with-keys.ts';
import { appWithRestApi } from '../../support/app-with-rest-api.ts';

const { POST } = HttpMethod;

describe.each([
  ['REST', appWithRestApi, 'GET /'],
  ['HTTP', appWithHttpApi, 'GET /hello'],
] as const)('protect() on a %s API rejects', (_, appWithApi, route) => {
  it.each<[string, ProtectOptions, string]>([
    [
      'an open route that does not exist',
      { open: ['GET /helth'] },
      "Unknown route 'GET /helth' in the option 'open' of protect()",
    ],
    [
      'a permission for a route that does not exist',
      { permissions: { 'GET /helth': 'read' } },
      "Unknown route 'GET /helth' in the option 'permissions' of protect()",
    ],
  ])('%s, and lists the existing routes', (_, options, message) => {
    const { api, app, keys } = appWithApi();
    keys.protect(api, options);
    expect(() => app.synth()).toThrow(message);
    expect(() => app.synth()).toThrow(`The routes of the API are: ${route}`);
  });

  it.each(['Orders', 'orders:*', '', ' read', 'a'.repeat(64)])('%j as a permission', (name) => {
    const { api, keys } = appWithApi();
    const permissions = { [route]: name };
    expect(() => keys.protect(api, { permissions })).toThrow(
      `'${route}' requires the permission '${name}'; allowed`,
    );
  });

  it('a permission for a route that is open', () => {
    const { api, keys } = appWithApi();
    const options = { open: [route], permissions: { [route]: 'read' } };
    expect(() => keys.protect(api, options)).toThrow('is open and cannot require a permission');
  });

  it('a second call', () => {
    const { api, keys } = appWithApi();
    keys.protect(api);
    expect(() => keys.protect(api)).toThrow('is already protected. Call protect() once');
  });

  it('resources whose API cannot be determined', () => {
    const { api, app, keys, stack } = appWithApi();
    const type = api instanceof RestApi ? 'AWS::ApiGateway::Method' : 'AWS::ApiGatewayV2::Route';
    new CfnResource(stack, 'Bare', { type, properties: {} });
    keys.protect(api);
    expect(() => app.synth()).toThrow(
      /cannot determine the API of Backend\/Bare\. Create it with Cfn(Method|Route)/,
    );
  });

  it('routes that protect() cannot read', () => {
    const { api, app, keys } = appWithApi();
    const element = api.node.defaultChild;
    if (element instanceof CfnRestApi || element instanceof CfnApi) element.body = { openapi: '3.0.1' };
    keys.protect(api);
    expect(() => app.synth()).toThrow(/has a body .* cannot read .*\. Add them with add(Method|Routes)/);
  });
});

describe('protect() rejects', () => {
  it('an API of another app', () => {
    const { keys, stack } = appWithKeys();
    const message = /is an API of another app.*ApiKeys\.fromStage/;
    const restApi = RestApi.fromRestApiId(stack, 'Rest', 'a1');
    // @ts-expect-error The type excludes an imported API; JavaScript callers can pass it.
    expect(() => keys.protect(restApi)).toThrow(message);
    const httpApi = HttpApi.fromHttpApiAttributes(stack, 'Http', { httpApiId: 'a1' });
    // @ts-expect-error The type excludes an imported API; JavaScript callers can pass it.
    expect(() => keys.protect(httpApi)).toThrow(message);
  });

  it('an API that is created from an OpenAPI document', () => {
    const { keys, stack } = appWithKeys();
    const api = new SpecRestApi(stack, 'Api', {
      apiDefinition: ApiDefinition.fromInline({ openapi: '3.0.1' }),
    });
    // @ts-expect-error The type excludes a SpecRestApi; JavaScript callers can pass it.
    expect(() => keys.protect(api)).toThrow(/OpenAPI document.*Create it with RestApi/);
  });

  it('a clone, because its methods belong to another API', () => {
    const { keys, stack, app } = appWithKeys();
    const original = RestApi.fromRestApiId(stack, 'Original', 'a1');
    const api = new RestApi(stack, 'Clone', { cloneFrom: original });
    api.root.addMethod('GET');
    keys.protect(api);
    expect(() => app.synth()).toThrow(/is a clone/);
  });

  it('a REST method with another authorizer', () => {
    const { api, app, keys, stack } = appWithRestApi();
    const handler = lambda.Function.fromFunctionName(stack, 'Handler', 'other-authorizer');
    const authorizer = new RequestAuthorizer(stack, 'Foreign', {
      handler,
      identitySources: [IdentitySource.header('Authorization')],
    });
    api.root.addMethod('POST', new MockIntegration(), { authorizer });
    api.root.addMethod('PUT', new MockIntegration(), { authorizationType: AuthorizationType.IAM });
    keys.protect(api);
    expect(() => app.synth()).toThrow(/'POST \/' already has the authorization CUSTOM\. Remove it/);
    expect(() => app.synth()).toThrow(/'PUT \/' already has the authorization AWS_IAM\. Remove it/);
  });

  it('an HTTP route with another authorizer', () => {
    const { api, app, integration, keys } = appWithHttpApi({ defaultAuthorizer: new HttpIamAuthorizer() });
    api.addRoutes({ path: '/more', methods: [POST], integration });
    keys.protect(api);
    expect(() => app.synth()).toThrow(/'POST \/more' already has the authorization AWS_IAM\. Remove it/);
  });

  it.each(['app.example.com', "https://x' 'y", 'https://app.example.com/', ''])(
    '%j as the CORS origin',
    (allowOrigin) => {
      const { api, keys } = appWithRestApi();
      // @ts-expect-error The type excludes an origin without a scheme; JavaScript callers can pass it.
      expect(() => keys.protect(api, { cors: { allowOrigin } })).toThrow(
        /Invalid cors\.allowOrigin .*Use an origin like/,
      );
    },
  );
});
