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
] as const)('protect() on a %s API refuses', (_, appWithApi, route) => {
  it.each<[string, ProtectOptions, string]>([
    [
      'an open route that does not exist',
      { open: ['GET /helth'] },
      "'open' names 'GET /helth', which is none",
    ],
    [
      'a permission for a route that does not exist',
      { permissions: { 'GET /helth': 'read' } },
      "'permissions' names 'GET /helth', which is none",
    ],
  ])('%s, and lists those that do', (_, options, message) => {
    const { api, app, keys } = appWithApi();
    keys.protect(api, options);
    expect(() => app.synth()).toThrow(message);
    expect(() => app.synth()).toThrow(`of the API's routes: ${route}`);
  });

  it.each(['Orders', 'orders:*', '', ' read', 'a'.repeat(64)])('%j as the name of a permission', (name) => {
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

  it('to be called twice', () => {
    const { api, keys } = appWithApi();
    keys.protect(api);
    expect(() => keys.protect(api)).toThrow('is protected already; call protect() once');
  });

  it('elements whose API can not be told', () => {
    const { api, app, keys, stack } = appWithApi();
    const type = api instanceof RestApi ? 'AWS::ApiGateway::Method' : 'AWS::ApiGatewayV2::Route';
    new CfnResource(stack, 'Bare', { type, properties: {} });
    keys.protect(api);
    expect(() => app.synth()).toThrow(/can't tell the API of Backend\/Bare; make it with Cfn(Method|Route)/);
  });

  it('routes that stand where they can not be seen', () => {
    const { api, app, keys } = appWithApi();
    const element = api.node.defaultChild;
    if (element instanceof CfnRestApi || element instanceof CfnApi) element.body = { openapi: '3.0.1' };
    keys.protect(api);
    expect(() => app.synth()).toThrow(/has a body .* can't see; add them with add(Method|Routes)/);
  });
});

describe('protect() refuses', () => {
  it('an API of another app', () => {
    const { keys, stack } = appWithKeys();
    const message = /is an API of another app.*ApiKeys\.fromStage/;
    expect(() => keys.protect(RestApi.fromRestApiId(stack, 'Rest', 'a1'))).toThrow(message);
    const httpApi = HttpApi.fromHttpApiAttributes(stack, 'Http', { httpApiId: 'a1' });
    expect(() => keys.protect(httpApi)).toThrow(message);
  });

  it('an API made from a document', () => {
    const { keys, stack } = appWithKeys();
    const api = new SpecRestApi(stack, 'Api', {
      apiDefinition: ApiDefinition.fromInline({ openapi: '3.0.1' }),
    });
    expect(() => keys.protect(api)).toThrow(/OpenAPI document.*make it with RestApi/);
  });

  it('a clone, whose methods are those of another API', () => {
    const { keys, stack, app } = appWithKeys();
    const original = RestApi.fromRestApiId(stack, 'Original', 'a1');
    const api = new RestApi(stack, 'Clone', { cloneFrom: original });
    api.root.addMethod('GET');
    keys.protect(api);
    expect(() => app.synth()).toThrow(/is a clone/);
  });

  it('a REST method that somebody else authorizes', () => {
    const { api, app, keys, stack } = appWithRestApi();
    const handler = lambda.Function.fromFunctionName(stack, 'Handler', 'somebody-elses');
    const authorizer = new RequestAuthorizer(stack, 'Foreign', {
      handler,
      identitySources: [IdentitySource.header('Authorization')],
    });
    api.root.addMethod('POST', new MockIntegration(), { authorizer });
    api.root.addMethod('PUT', new MockIntegration(), { authorizationType: AuthorizationType.IAM });
    keys.protect(api);
    expect(() => app.synth()).toThrow(/'POST \/' already has the authorization CUSTOM; take it away/);
    expect(() => app.synth()).toThrow(/'PUT \/' already has the authorization AWS_IAM; take it away/);
  });

  it('an HTTP route that somebody else authorizes', () => {
    const { api, app, integration, keys } = appWithHttpApi({ defaultAuthorizer: new HttpIamAuthorizer() });
    api.addRoutes({ path: '/more', methods: [POST], integration });
    keys.protect(api);
    expect(() => app.synth()).toThrow(/'POST \/more' already has the authorization AWS_IAM; take it away/);
  });

  it.each(['app.example.com', "https://x' 'y", 'https://app.example.com/', ''])(
    '%j as the origin of CORS',
    (allowOrigin) => {
      const { api, keys } = appWithRestApi();
      expect(() => keys.protect(api, { cors: { allowOrigin } })).toThrow(/allowed is an origin like/);
    },
  );
});
