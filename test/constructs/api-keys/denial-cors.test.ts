import { Aspects, CfnParameter, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import {
  CfnGatewayResponse,
  Cors,
  type CorsOptions,
  Deployment,
  ResponseType,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { appWithRestApi } from '../../support/app-with-rest-api.ts';

const APP = 'https://app.example.com';
const OTHER = 'https://other.example.com';
const DENIALS = ['UNAUTHORIZED', 'ACCESS_DENIED', 'AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR'];

const gatewayResponse = z.object({
  Properties: z.object({
    ResponseType: z.string(),
    StatusCode: z.string().optional(),
    ResponseParameters: z.record(z.string(), z.unknown()).optional(),
    ResponseTemplates: z.record(z.string(), z.string()).optional(),
  }),
});

function responsesIn(template: Template) {
  return Object.values(template.findResources('AWS::ApiGateway::GatewayResponse')).map(
    (resource) => gatewayResponse.parse(resource).Properties,
  );
}

/** The origin and the credentials of the response of a type, by short names. */
function corsOf(template: Template, type: string): Record<string, unknown> {
  const { 'Expose-Headers': _, ...declared } = allCorsOf(template, type);
  return declared;
}

function allCorsOf(template: Template, type: string): Record<string, unknown> {
  const [response, ...others] = responsesIn(template).filter(({ ResponseType }) => ResponseType === type);
  expect(others).toEqual([]);
  const prefix = 'gatewayresponse.header.Access-Control-';
  return Object.fromEntries(
    Object.entries(response?.ResponseParameters ?? {})
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}

const LOST = Match.stringLikeRegexp('several origins with credentials');

describe('denials of an API whose preflights API Gateway answers', () => {
  it.each<[string, CorsOptions, Record<string, string>, number]>([
    ['one origin', { allowOrigins: [APP] }, { 'Allow-Origin': `'${APP}'` }, 0],
    ['any origin', { allowOrigins: Cors.ALL_ORIGINS }, { 'Allow-Origin': "'*'" }, 0],
    ['several origins', { allowOrigins: [APP, OTHER] }, { 'Allow-Origin': "'*'" }, 0],
    [
      'one origin with credentials',
      { allowOrigins: [APP], allowCredentials: true },
      { 'Allow-Origin': `'${APP}'`, 'Allow-Credentials': "'true'" },
      0,
    ],
    [
      'several origins with credentials, without credentials',
      { allowOrigins: [APP, OTHER], allowCredentials: true },
      { 'Allow-Origin': "'*'" },
      1,
    ],
  ])('can be read by pages of %s', (_, defaultCorsPreflightOptions, headers, warnings) => {
    const { api, keys, stack, template } = appWithRestApi({ defaultCorsPreflightOptions });
    keys.protect(api);
    for (const type of DENIALS) expect(corsOf(template(), type)).toEqual(headers);
    expect(Annotations.fromStack(stack).findWarning('*', LOST)).toHaveLength(warnings);
  });

  it('can be read by pages of any origin if resources have different origins, also one that is added later', () => {
    const { api, keys, template } = appWithRestApi({ defaultCorsPreflightOptions: { allowOrigins: [APP] } });
    keys.protect(api);
    api.root.addResource('other', { defaultCorsPreflightOptions: { allowOrigins: [OTHER] } });
    expect(corsOf(template(), 'UNAUTHORIZED')).toEqual({ 'Allow-Origin': "'*'" });
  });

  it('use an origin that is unresolved at synth', () => {
    const { api, keys, stack, template } = appWithRestApi();
    const origin = new CfnParameter(stack, 'Origin').valueAsString;
    api.root.addCorsPreflight({ allowOrigins: [origin] });
    keys.protect(api);
    expect(corsOf(template(), 'UNAUTHORIZED')).toEqual({
      'Allow-Origin': { 'Fn::Join': ['', ["'", { Ref: 'Origin' }, "'"]] },
    });
  });
});

describe('the headers of limits', () => {
  const LIMITED = 'Retry-After,RateLimit-Policy,RateLimit';

  it.each<[string, string[], Record<string, string | undefined>]>([
    ['none', [], { ACCESS_DENIED: LIMITED, AUTHORIZER_FAILURE: 'Retry-After', UNAUTHORIZED: undefined }],
    [
      'others',
      ['X-Mine', 'retry-after'],
      {
        ACCESS_DENIED: 'X-Mine,retry-after,RateLimit-Policy,RateLimit',
        AUTHORIZER_FAILURE: 'X-Mine,retry-after',
        UNAUTHORIZED: 'X-Mine,retry-after',
      },
    ],
    ['all', ['*'], { ACCESS_DENIED: '*', AUTHORIZER_FAILURE: '*', UNAUTHORIZED: '*' }],
  ])('can be read by pages of an API that exposes %s', (_, exposeHeaders, expected) => {
    const { api, keys, template } = appWithRestApi({
      defaultCorsPreflightOptions: {
        allowOrigins: [APP],
        ...(exposeHeaders.length > 0 && { exposeHeaders }),
      },
    });
    keys.protect(api);
    for (const [type, names] of Object.entries(expected)) {
      expect(allCorsOf(template(), type)['Expose-Headers']).toBe(names && `'${names}'`);
    }
  });

  it('are not exposed by an API without CORS', () => {
    const { api, keys, template } = appWithRestApi();
    keys.protect(api);
    for (const type of DENIALS) expect(allCorsOf(template(), type)).toEqual({});
  });
});

describe('denials of an API with default gateway responses', () => {
  it('copy the headers of the nearest default response', () => {
    const { api, keys, template } = appWithRestApi({
      defaultCorsPreflightOptions: { allowOrigins: [OTHER] },
    });
    keys.protect(api);
    api.addGatewayResponse('Default4xx', {
      type: ResponseType.DEFAULT_4XX,
      responseHeaders: {
        'Access-Control-Allow-Origin': `'${APP}'`,
        'Access-Control-Allow-Credentials': "'true'",
        'access-control-allow-headers': "'*'",
        'content-type': "'text/html'",
        'Strict-Transport-Security': "'max-age=1'",
      },
    });
    expect(corsOf(template(), 'AUTHORIZER_FAILURE')).toEqual({
      'Allow-Origin': `'${APP}'`,
      'Allow-Credentials': "'true'",
    });
    const denied = responsesIn(template()).find(({ ResponseType }) => ResponseType === 'ACCESS_DENIED');
    expect(denied?.ResponseParameters).toEqual({
      'gatewayresponse.header.Access-Control-Allow-Origin': `'${APP}'`,
      'gatewayresponse.header.Access-Control-Allow-Credentials': "'true'",
      'gatewayresponse.header.Access-Control-Expose-Headers': "'Retry-After,RateLimit-Policy,RateLimit'",
      'gatewayresponse.header.access-control-allow-headers': "'*'",
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
      'gatewayresponse.header.Strict-Transport-Security': "'max-age=1'",
      'gatewayresponse.header.Retry-After': 'context.authorizer.retryAfter',
      'gatewayresponse.header.RateLimit-Policy': 'context.authorizer.rateLimitPolicy',
      'gatewayresponse.header.RateLimit': 'context.authorizer.rateLimit',
    });
  });

  it.each(['method.request.header.Origin', "'*'"])('never have the origin %s with credentials', (origin) => {
    const { api, keys, stack, template } = appWithRestApi();
    api.addGatewayResponse('Default4xx', {
      type: ResponseType.DEFAULT_4XX,
      responseHeaders: {
        'Access-Control-Allow-Origin': origin,
        'access-control-allow-credentials': "'true'",
      },
    });
    keys.protect(api);
    for (const type of DENIALS) expect(corsOf(template(), type)).toEqual({ 'Allow-Origin': origin });
    expect(
      JSON.stringify(responsesIn(template()).filter((each) => each.ResponseType !== 'DEFAULT_4XX')),
    ).not.toMatch(/credentials/i);
    expect(Annotations.fromStack(stack).findWarning('*', LOST)).toHaveLength(1);
  });

  it('use the option instead of the declaration of the API', () => {
    const { api, keys, template } = appWithRestApi({
      defaultCorsPreflightOptions: { allowOrigins: [OTHER] },
    });
    keys.protect(api, { cors: { allowOrigin: APP, allowCredentials: true } });
    const headers = { 'Allow-Origin': `'${APP}'`, 'Allow-Credentials': "'true'" };
    for (const type of DENIALS) expect(corsOf(template(), type)).toEqual(headers);
  });

  it('reject credentials of any origin', () => {
    const { api, keys } = appWithRestApi();
    const cors = { allowOrigin: '*', allowCredentials: true } as const;
    // @ts-expect-error The type excludes credentials of any origin; JavaScript callers can set them.
    expect(() => keys.protect(api, { cors })).toThrow(/Browsers reject .*Use one origin/);
  });
});

describe('a gateway response of a denial that the app defines', () => {
  it('keeps its headers and receives the missing status, body and headers', () => {
    const { api, keys, template } = appWithRestApi();
    keys.protect(api, { cors: { allowOrigin: APP } });
    api.addGatewayResponse('Mine', {
      type: ResponseType.UNAUTHORIZED,
      responseHeaders: { 'www-authenticate': "'ApiKey'", 'X-Mine': "'1'" },
    });
    const mine = responsesIn(template()).filter(({ ResponseType }) => ResponseType === 'UNAUTHORIZED');
    expect(mine).toMatchObject([{ StatusCode: '401' }]);
    expect(mine[0]?.ResponseTemplates?.['application/json']).toContain('"status":401');
    expect(mine[0]?.ResponseParameters).toEqual({
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
      'gatewayresponse.header.Access-Control-Allow-Origin': `'${APP}'`,
      'gatewayresponse.header.www-authenticate': "'ApiKey'",
      'gatewayresponse.header.X-Mine': "'1'",
    });
  });

  it.each([{ statusCode: '418' }, { responseTemplates: { 'text/plain': 'no' } }])(
    'is not changed if it has a status or a body: %j',
    (own) => {
      const { api, keys, stack, template } = appWithRestApi();
      new CfnGatewayResponse(stack, 'Mine', {
        restApiId: api.restApiId,
        responseType: 'ACCESS_DENIED',
        ...own,
      });
      keys.protect(api, { cors: { allowOrigin: APP } });
      const types = responsesIn(template()).map(({ ResponseType }) => ResponseType);
      expect(types.sort()).toEqual([...DENIALS].sort());
      const mine = responsesIn(template()).find(({ ResponseType }) => ResponseType === 'ACCESS_DENIED');
      const { ResponseType: _, ...rest } = mine ?? { ResponseType: '' };
      expect(Object.values(rest)).toEqual(Object.values(own));
    },
  );

  it('is in every deployment, whose logical ID depends on it', () => {
    const idsWith = (header: string) => {
      const { api, keys, stack, template } = appWithRestApi();
      new Deployment(stack, 'Second', { api });
      const response = new CfnGatewayResponse(stack, 'Mine', {
        restApiId: api.restApiId,
        responseType: 'ACCESS_DENIED',
        responseParameters: { 'gatewayresponse.header.X-Mine': header },
      });
      keys.protect(api);
      const deployments = template().findResources('AWS::ApiGateway::Deployment');
      const id = stack.resolve(response.logicalId);
      for (const { DependsOn } of Object.values(deployments)) {
        expect(DependsOn).toEqual(expect.arrayContaining([id]));
      }
      return Object.keys(deployments);
    };
    expect(new Set([...idsWith("'1'"), ...idsWith("'2'")]).size).toBe(4);
  });

  it.each<[string, (api: RestApi, stack: Stack) => void]>([
    [
      'is defined twice',
      (api, stack) => {
        for (const id of ['Mine', 'Again']) {
          new CfnGatewayResponse(stack, id, { restApiId: api.restApiId, responseType: 'ACCESS_DENIED' });
        }
      },
    ],
    [
      'is added by a late aspect',
      (api, stack) => {
        Aspects.of(api).add({
          visit: (node) => {
            if (node !== api || stack.node.tryFindChild('Late')) return;
            new CfnGatewayResponse(stack, 'Late', {
              restApiId: api.restApiId,
              responseType: 'ACCESS_DENIED',
            });
          },
        });
      },
    ],
  ])('fails the synth if it %s', (_, define) => {
    const { api, app, keys, stack } = appWithRestApi();
    define(api, stack);
    keys.protect(api);
    expect(() => app.synth()).toThrow(
      /second gateway response ACCESS_DENIED, or was added after the aspects ran/,
    );
  });
});
