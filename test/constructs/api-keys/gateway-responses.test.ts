import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { appWithRestApi } from '../../support/app-with-rest-api.ts';

const GATEWAY_RESPONSE = 'AWS::ApiGateway::GatewayResponse';

describe('the denials of a protected REST API', () => {
  it.each([
    ['UNAUTHORIZED', 'unknown', '401', { 'WWW-Authenticate': "'Bearer'" }],
    ['AUTHORIZER_FAILURE', 'unavailable', '503', { 'Retry-After': "'1'" }],
    ['AUTHORIZER_CONFIGURATION_ERROR', 'unavailable', '503', { 'Retry-After': "'1'" }],
  ] as const)('answer %s as the profile answers %s: %s', (responseType, denial, status, headers) => {
    const { api, keys, template } = appWithRestApi();
    keys.protect(api);
    const all = { 'Content-Type': "'application/problem+json'", ...headers };
    template().hasResource(GATEWAY_RESPONSE, {
      Properties: {
        ResponseType: responseType,
        StatusCode: status,
        ResponseTemplates: { 'application/json': JSON.stringify(defaultProfile.errorResponses[denial].body) },
        ResponseParameters: Object.fromEntries(
          Object.entries(all).map(([name, value]) => [`gatewayresponse.header.${name}`, value]),
        ),
      },
    });
  });

  it('take the body and the headers of a denial by policy from the context of the authorizer', () => {
    const { api, keys, template } = appWithRestApi();
    keys.protect(api);
    template().hasResource(GATEWAY_RESPONSE, {
      Properties: {
        ResponseType: 'ACCESS_DENIED',
        StatusCode: '403',
        ResponseTemplates: { 'application/json': '$context.authorizer.denialBody' },
        ResponseParameters: {
          'gatewayresponse.header.Content-Type': "'application/problem+json'",
          'gatewayresponse.header.Retry-After': 'context.authorizer.retryAfter',
          'gatewayresponse.header.RateLimit-Policy': 'context.authorizer.rateLimitPolicy',
          'gatewayresponse.header.RateLimit': 'context.authorizer.rateLimit',
        },
      },
    });
  });

  it('have CORS headers for the origin of the option', () => {
    const { api, keys, template } = appWithRestApi();
    keys.protect(api, { cors: { allowOrigin: 'https://app.example.com' } });
    const parameters = { 'gatewayresponse.header.Access-Control-Allow-Origin': "'https://app.example.com'" };
    template().resourcePropertiesCountIs(GATEWAY_RESPONSE, { ResponseParameters: parameters }, 4);
  });

  it('have no CORS headers by default', () => {
    const { api, keys, template } = appWithRestApi();
    keys.protect(api);
    expect(JSON.stringify(template().findResources(GATEWAY_RESPONSE))).not.toContain('Access-Control');
  });

  it('do not change responses of other types', () => {
    const { api, app, keys } = appWithRestApi();
    api.addGatewayResponse('Missing', { type: ResponseType.MISSING_AUTHENTICATION_TOKEN });
    keys.protect(api);
    expect(() => app.synth()).not.toThrow();
  });
});
