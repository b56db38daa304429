import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { mindhunters } from '../../lib/core/profiles/mindhunters.ts';
import type { GuardMiddlewareOptions, GuardVariables } from '../../lib/guard/guard.ts';
import { guardMiddleware } from '../../lib/guard/middleware.ts';
import type { GuardRuntime } from '../../lib/guard/runtime.ts';
import { credentialHeaders } from '../enforcement/credential-headers.ts';
import { Stock } from '../enforcement/stock.ts';
import type { Call } from '../lambdas/authorizer/events.ts';
import { httpBackendEvent } from './events.ts';
import { runtimeOver } from './runtime.ts';

const stock = new Stock(defaultProfile);

function ordersApp(given: Partial<GuardRuntime> = {}) {
  const { runtime, lines } = runtimeOver(stock.reader, given.profile ?? defaultProfile, given);
  const guard = (options: GuardMiddlewareOptions = {}) => guardMiddleware(options, () => runtime);
  const app = new Hono<{ Variables: GuardVariables }>();
  app.onError((error) => {
    throw error;
  });
  app.get('/health', (c) => c.text('ok'));
  app.use('/orders', guard());
  app.on(['GET', 'POST', 'DELETE'], '/orders', (c) => c.text(c.get('access').tenant));
  app.get('/orders/:id', guard({ permission: 'orders:read' }), (c) =>
    c.text(`${c.get('access').tenant} ${c.req.param('id')}`),
  );
  return { app, lines: () => lines.map((line) => JSON.parse(line)) };
}

const as = (name: string) => ({
  headers: Object.fromEntries(credentialHeaders(defaultProfile, stock.value(name))),
});

describe('an app of Hono', () => {
  it('hands its handlers who was let in, and goes on where the guard lets pass', async () => {
    const { app } = ordersApp();
    expect(await (await app.request('/orders', as('active'))).text()).toBe('acme');
    expect(await (await app.request('/orders/42', as('active'))).text()).toBe('acme 42');
  });

  it('serves without a key what no guard stands before, and nothing else', async () => {
    const { app } = ordersApp();
    expect((await app.request('/health')).status).toBe(200);
    for (const path of ['/orders', '/orders/42']) {
      const refused = await app.request(path);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await refused.json()).toMatchObject({ code: 'unauthorized' });
    }
  });

  it('needs what the method or the middleware says, whatever method a header asks for', async () => {
    const { app, lines } = ordersApp();
    const override = { 'X-HTTP-Method-Override': 'GET', 'X-HTTP-Method': 'GET', 'X-Method-Override': 'GET' };
    const statusOf = async (method: string, name: string, path = '/orders') => {
      const { headers } = as(name);
      return (await app.request(path, { method, headers: { ...override, ...headers } })).status;
    };
    expect(await statusOf('POST', 'over-role')).toBe(403);
    expect(await statusOf('DELETE', 'active')).toBe(403);
    expect(await statusOf('GET', 'powerless', '/orders/42')).toBe(403);
    expect(await statusOf('HEAD', 'powerless', '/orders/42')).toBe(403);
    expect(lines().map(({ permission }) => permission)).toEqual([
      'write',
      'delete',
      'orders:read',
      'orders:read',
    ]);
  });

  it('is logged by the template of the route on which the guard stands', async () => {
    const { app, lines } = ordersApp();
    await app.request('/orders/s3cret?token=s3cret', as('active'));
    expect(lines()).toMatchObject([
      { outcome: 'allowed', via: 'guard', method: 'GET', route: '/orders/:id' },
    ]);
    expect(JSON.stringify(lines())).not.toContain('s3cret');
  });

  it('counts duplicates that fetch joined as what they are', async () => {
    const { app, lines } = ordersApp();
    const [[name = '', value = ''] = []] = credentialHeaders(defaultProfile, stock.value('active'));
    const headers = new Headers([[name, value]]);
    headers.append(name, value);
    expect((await app.request('/orders', { headers })).status).toBe(401);
    expect(lines()).toMatchObject([{ outcome: 'malformed' }]);
  });

  it('serves nothing where the deployment names routes of a gateway, and says what to write instead', async () => {
    const { app } = ordersApp({ routes: { 'GET /orders/{id}': 'orders:read' } });
    await expect(app.request('/orders/42', as('active'))).rejects.toThrow(
      /names permissions of routes \(GET \/orders\/\{id\}\).*guard\(\{ permission: 'orders:read' \}\)/,
    );
  });
});

describe('an app of Hono in a Lambda', () => {
  /** As the adapter's types have it. */
  const eventOf = (call: Call) => {
    const { requestContext, ...event } = httpBackendEvent(call);
    return {
      ...event,
      body: null,
      requestContext: { ...requestContext, authentication: null, authorizer: {} },
    };
  };

  it("is believed the gateway's word on host, route and address, and no header's", async () => {
    const tenants = new Stock(mindhunters);
    const { runtime, lines } = runtimeOver(tenants.reader, mindhunters);
    const app = new Hono<{ Variables: GuardVariables }>();
    app.get(
      '/orders/:id',
      guardMiddleware({}, () => runtime),
      (c) => c.text(c.get('access').tenant),
    );
    const forged = [
      ['X-Forwarded-Host', 'globex.api.example.com'],
      ['X-Forwarded-For', '10.0.0.1'],
    ] as const;
    const call = {
      route: '/orders/{id}',
      path: '/orders/42',
      host: 'acme.api.example.com',
      headers: [...credentialHeaders(mindhunters, tenants.value('active')), ...forged],
    };
    expect(await handle(app)(eventOf(call))).toMatchObject({
      statusCode: 200,
      body: 'acme',
    });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ route: '/orders/{id}', sourceAddress: '203.0.113.7' });

    const elsewhere = eventOf({ ...call, host: 'globex.api.example.com' });
    expect(await handle(app)(elsewhere)).toMatchObject({ statusCode: 401 });
  });
});
