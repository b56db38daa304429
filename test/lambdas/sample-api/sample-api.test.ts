import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/sample-api/handler.ts';

const context = {
  keyId: '3fKq81ZbTn0x',
  tenant: 'acme',
  owner: 'billing-app',
  permissions: '["read","orders:read"]',
  plan: '{"name":"lite","limits":{"minds":3}}',
  metadata: '{"plan":"gold"}',
  session: '{"id":"5tYq81ZbTn0x","user":"visitor-1"}',
  limitHeaders: '{"RateLimit":"x"}',
};

const pauses: number[] = [];
const handler = createHandler({ pause: async (ms) => pauses.push(ms) });

const restAuthorizer = { ...context, principalId: context.keyId, integrationLatency: 12 };

const APIS = [
  {
    name: 'a REST API',
    event: (authorizer?: unknown, route = '/orders/{id}') => ({
      resource: route,
      path: '/orders/42',
      httpMethod: 'GET',
      headers: { Accept: '*/*' },
      requestContext: { resourcePath: route, httpMethod: 'GET', authorizer },
      body: null,
      isBase64Encoded: false,
    }),
    authorizer: (given: object) => ({ ...restAuthorizer, ...given }),
  },
  {
    name: 'an HTTP API',
    event: (authorizer?: unknown, route = '/orders/{id}') => ({
      version: '2.0',
      routeKey: `GET ${route}`,
      rawPath: '/orders/42',
      headers: { accept: '*/*' },
      requestContext: {
        routeKey: `GET ${route}`,
        http: { method: 'GET', path: '/orders/42' },
        authorizer,
      },
      isBase64Encoded: false,
    }),
    authorizer: (given: object) => ({ lambda: { ...context, ...given } }),
  },
];

describe.each(APIS)('behind $name', ({ event, authorizer }) => {
  it('returns the authorizer context', async () => {
    const { statusCode, headers, body } = await handler(event(authorizer({})));
    expect([statusCode, headers]).toEqual([200, { 'content-type': 'application/json', RateLimit: 'x' }]);
    expect(JSON.parse(body ?? '')).toEqual({
      message: 'Hello, acme',
      tenant: 'acme',
      keyId: '3fKq81ZbTn0x',
      owner: 'billing-app',
      permissions: ['read', 'orders:read'],
      plan: { name: 'lite', limits: { minds: 3 } },
      metadata: { plan: 'gold' },
      session: { id: '5tYq81ZbTn0x', user: 'visitor-1' },
      method: 'GET',
      route: '/orders/{id}',
    });
  });

  it('responds on an open route without an authorizer', async () => {
    const { statusCode, body } = await handler(event());
    expect([statusCode, body]).toEqual([200, '{"status":"ok"}']);
  });

  it('waits two seconds only on the slow route', async () => {
    await handler(event(authorizer({})));
    expect(pauses.splice(0)).toEqual([]);
    const { statusCode, body } = await handler(event(authorizer({}), '/slow'));
    expect([statusCode, JSON.parse(body ?? '').route]).toEqual([200, '/slow']);
    expect(pauses.splice(0)).toEqual([2_000]);
  });

  it('fails on an incomplete context instead of treating the route as open', async () => {
    await expect(handler(event(authorizer({ tenant: undefined })))).rejects.toThrow();
    await expect(handler(event(authorizer({ metadata: '{' })))).rejects.toThrow();
  });
});
