import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { methodOverride } from 'hono/method-override';
import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { mindhunters } from '../../lib/core/profiles/mindhunters.ts';
import type { GuardMiddlewareOptions, GuardVariables } from '../../lib/guard/guard.ts';
import { guardHandler } from '../../lib/guard/guarded-handler.ts';
import { guardMiddleware } from '../../lib/guard/middleware.ts';
import type { GuardRuntime } from '../../lib/guard/runtime.ts';
import type { Call } from '../../scripts/samples/authorizer-events.ts';
import { credentialHeaders } from '../enforcement/credential-headers.ts';
import { SampleKeys } from '../enforcement/sample-keys.ts';
import { httpBackendEvent } from './events.ts';
import { runtimeOver } from './runtime.ts';

const sampleKeys = new SampleKeys(defaultProfile);

function ordersApp(given: Partial<GuardRuntime> = {}) {
  const { runtime, lines } = runtimeOver(sampleKeys.reader, given.profile ?? defaultProfile, given);
  const guard = (options: GuardMiddlewareOptions = {}) =>
    guardMiddleware(options, () => runtime, runtime.routes);
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
  headers: Object.fromEntries(credentialHeaders(defaultProfile, sampleKeys.value(name))),
});

describe('a Hono app', () => {
  it('passes the caller to its handlers, and continues if the guard allows', async () => {
    const { app } = ordersApp();
    expect(await (await app.request('/orders', as('active'))).text()).toBe('acme');
    expect(await (await app.request('/orders/42', as('active'))).text()).toBe('acme 42');
  });

  it('serves only unguarded routes without a key', async () => {
    const { app } = ordersApp();
    expect((await app.request('/health')).status).toBe(200);
    for (const path of ['/orders', '/orders/42']) {
      const denied = await app.request(path);
      expect([denied.status, denied.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await denied.json()).toMatchObject({ code: 'unauthorized' });
    }
  });

  it('requires the permission of the method or the middleware for any method in a header', async () => {
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

  it('is logged with the template of the guarded route', async () => {
    const { app, lines } = ordersApp();
    await app.request('/orders/s3cret?token=s3cret', as('active'));
    expect(lines()).toMatchObject([
      { outcome: 'allowed', via: 'guard', method: 'GET', route: '/orders/:id' },
    ]);
    expect(JSON.stringify(lines())).not.toContain('s3cret');
  });

  it('detects duplicates in joined headers', async () => {
    const { app, lines } = ordersApp();
    const [[name = '', value = ''] = []] = credentialHeaders(defaultProfile, sampleKeys.value('active'));
    const headers = new Headers([[name, value]]);
    headers.append(name, value);
    expect((await app.request('/orders', { headers })).status).toBe(401);
    expect(lines()).toMatchObject([{ outcome: 'malformed' }]);
  });

  it('fails at start if the deployment names routes of a gateway, with the next step', () => {
    expect(() => ordersApp({ routes: { 'GET /orders/{id}': 'orders:read' } })).toThrow(
      /has permissions of routes \(GET \/orders\/\{id\}\).*guard\(\{ permission: 'orders:read' \}\)/,
    );
  });
});

/** What makes a framework route by another method. */
interface Overriding {
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  readonly query?: Readonly<Record<string, string>>;
}

describe('a Hono app in a Lambda function', () => {
  /** As the adapter's types have it. */
  const eventOf = (call: Call) => {
    const { requestContext, ...event } = httpBackendEvent(call);
    return {
      ...event,
      body: null,
      requestContext: { ...requestContext, authentication: null, authorizer: {} },
    };
  };

  it('uses host, route and address of the gateway, and no header', async () => {
    const tenants = new SampleKeys(mindhunters);
    const { runtime, lines } = runtimeOver(tenants.reader, mindhunters);
    const app = new Hono<{ Variables: GuardVariables }>();
    app.get(
      '/orders/:id',
      guardMiddleware({}, () => runtime, {}),
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

  const formOf = (method: string) => ({
    body: new URLSearchParams({ _method: method }).toString(),
    headers: [['content-type', 'application/x-www-form-urlencoded']] as const,
  });
  it.each([
    [
      'a header',
      { header: 'X-HTTP-Method-Override' },
      (method: string) => ({ headers: [['X-HTTP-Method-Override', method]] as const }),
    ],
    [
      'a header of another name',
      { header: 'X-Verb' },
      (method: string) => ({ headers: [['X-Verb', method]] as const }),
    ],
    ['the query', { query: '_method' }, (method: string) => ({ query: { _method: method } })],
    ['a form', {}, formOf],
  ])(
    'denies a request whose method %s replaces, and serves it with its own',
    async (_, options, overriding) => {
      const { runtime, lines } = runtimeOver(sampleKeys.reader, defaultProfile);
      const served: string[] = [];
      const app = new Hono<{ Variables: GuardVariables }>();
      app.use('/orders', methodOverride({ app, ...options }));
      app.use(
        '/orders',
        guardMiddleware({}, () => runtime, {}),
      );
      app.all('/orders', (c) => {
        served.push(c.req.method);
        return c.text('ok');
      });
      const post = async (method: string) => {
        const { headers = [], body, query = {} }: Overriding = overriding(method);
        const call = {
          method: 'POST',
          query,
          headers: [...credentialHeaders(defaultProfile, sampleKeys.value('active')), ...headers],
        };
        return handle(app)(body === undefined ? eventOf(call) : { ...eventOf(call), body });
      };
      for (const method of ['DELETE', 'PUT', 'GET'])
        expect(await post(method)).toMatchObject({ statusCode: 403 });
      expect(await post('POST')).toMatchObject({ statusCode: 200 });
      expect(served).toEqual(['POST']);
      expect(lines).toHaveLength(4);
    },
  );

  const FORM = ['content-type', 'application/x-www-form-urlencoded'] as const;
  it.each<[string, Overriding & { readonly isBase64Encoded?: boolean }]>([
    ['a form', { headers: [FORM], body: '_method=DELETE' }],
    ['an encoded form', { headers: [FORM], body: '%5Fmethod=DELETE' }],
    ['a form in base64', { headers: [FORM], body: btoa('a=b&_method=DELETE'), isBase64Encoded: true }],
    [
      'a multipart form',
      {
        headers: [['content-type', 'multipart/form-data; boundary=x']],
        body: '--x\r\nContent-Disposition: form-data; name="_method"\r\n\r\nDELETE\r\n--x--\r\n',
      },
    ],
    ['the query', { query: { _method: 'DELETE' } }],
    ['a header', { headers: [['X-HTTP-Method-Override', 'DELETE']] }],
    ['a header with underscores', { headers: [['X_HTTP_Method_Override', 'DELETE']] }],
    ['an unreadable header', { headers: [['X-HTTP-Method-Override', 'DELETE;']] }],
    ['a quoted header', { headers: [['X-HTTP-Method-Override', '"DELETE"']] }],
  ])('denies deletion by %s to a write-only key, for any order of guards', async (_, given) => {
    const { headers = [], body, isBase64Encoded = false, query = {} } = given;
    const { runtime } = runtimeOver(sampleKeys.reader, defaultProfile);
    const app = new Hono<{ Variables: GuardVariables }>();
    app.use(
      '/orders',
      guardMiddleware({}, () => runtime, {}),
    );
    app.all('/orders', (c) => c.text('served'));
    const credential = credentialHeaders(defaultProfile, sampleKeys.value('active'));
    const call = { method: 'POST', query, headers: [...credential, ...headers] };
    const event = body === undefined ? eventOf(call) : { ...eventOf(call), body, isBase64Encoded };
    expect(await handle(app)(event)).toMatchObject({ statusCode: 403 });

    const service = guardHandler(
      async (_event: object) => ({ statusCode: 200, body: 'served' }),
      { permissions: { 'DELETE /orders': 'delete', 'ANY /orders': 'write' } },
      () => runtime,
    );
    expect(await service(event, {})).toMatchObject({ statusCode: 403 });

    if (body !== undefined) return;
    const url = `/orders?${new URLSearchParams(query)}`;
    const container = await app.request(url, {
      method: 'POST',
      headers: [...credential, ...headers].map(([name, value]) => [name, value] satisfies [string, string]),
    });
    expect(container.status).toBe(403);
  });

  it('denies a request whose credential was replaced before its route', async () => {
    const { runtime } = runtimeOver(sampleKeys.reader, defaultProfile);
    const app = new Hono<{ Variables: GuardVariables }>();
    app.post('/batch', async (c) =>
      app.fetch(
        new Request(c.req.url.replace('/batch', '/orders'), {
          method: 'POST',
          headers: { 'x-api-key': 'x' },
        }),
        c.env,
      ),
    );
    app.use(
      '/orders',
      guardMiddleware({}, () => runtime, {}),
    );
    app.post('/orders', (c) => c.text('ok'));
    const call = { method: 'POST', headers: credentialHeaders(defaultProfile, sampleKeys.value('active')) };
    expect(await handle(app)(eventOf({ ...call, route: '/batch', path: '/batch' }))).toMatchObject({
      statusCode: 403,
    });
    expect(await handle(app)(eventOf(call))).toMatchObject({ statusCode: 200 });
  });

  it('is guarded as the framework routes: below a base path, in a mounted app, for any form of the path', async () => {
    const { runtime } = runtimeOver(sampleKeys.reader, defaultProfile);
    const inner = new Hono<{ Variables: GuardVariables }>();
    inner.get(
      '/admin/:id',
      guardMiddleware({ permission: 'reports:read' }, () => runtime, {}),
      (c) => c.text('admin'),
    );
    const app = new Hono().basePath('/v1');
    app.route('/routed', inner);
    app.mount('/mounted', (request, env: unknown) => inner.fetch(request, env));
    const paths = [
      '/admin/1',
      '/admin/1/',
      '/admin//1',
      '/./admin/1',
      '/x/../admin/1',
      '/%61dmin/1',
      '/%2561dmin/1',
      '/admin%2F1',
      '/admin/%2e%2e/1',
    ];
    for (const path of ['/v1/routed', '/v1/mounted'].flatMap((base) => paths.map((each) => base + each))) {
      const headers = credentialHeaders(defaultProfile, sampleKeys.value('active'));
      const { statusCode } = await handle(app)(eventOf({ route: '/{proxy+}', path, headers }));
      expect([403, 404], path).toContain(statusCode);
    }
    const forged = [
      ['X-Forwarded-Prefix', '/x'],
      ['X-Original-URL', '/health'],
      ['X-Rewrite-URL', '/health'],
    ] as const;
    const call = {
      route: '/{proxy+}',
      path: '/v1/mounted/admin/1',
      headers: [...credentialHeaders(defaultProfile, sampleKeys.value('active')), ...forged],
    };
    expect(await handle(app)(eventOf(call))).toMatchObject({ statusCode: 403 });
  });
});
