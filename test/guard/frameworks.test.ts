import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { configure, getCurrentInvoke } from '@codegenie/serverless-express';
import awsLambdaFastify from '@fastify/aws-lambda';
import type { Context } from 'aws-lambda';
import express from 'express';
import fastify from 'fastify';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { mindhunters } from '../../lib/core/profiles/mindhunters.ts';
import { type ExpressRequest, guardExpress } from '../../lib/guard/frameworks/express.ts';
import { type FastifyRequestLike, guardFastify } from '../../lib/guard/frameworks/fastify.ts';
import { guardFetch } from '../../lib/guard/frameworks/fetch.ts';
import { guardKoa, type KoaContext } from '../../lib/guard/frameworks/koa.ts';
import type { GuardServerOptions } from '../../lib/guard/options.ts';
import { accessOf, type ServerGuardDeps } from '../../lib/guard/server-guard.ts';
import type { Call } from '../../scripts/samples/authorizer-events.ts';
import { issuedKey } from '../../scripts/samples/issued-key.ts';
import { credentialHeaders } from '../enforcement/credential-headers.ts';
import { SampleKeys } from '../enforcement/sample-keys.ts';
import { CountingReader } from '../support/counting-reader.ts';
import { quota } from '../support/limits.ts';
import { httpBackendEvent } from './events.ts';
import { runtimeOver } from './runtime.ts';

const sampleKeys = new SampleKeys(defaultProfile);

function serverDeps(reader = sampleKeys.reader) {
  const { runtime, lines } = runtimeOver(reader, defaultProfile);
  const deps: ServerGuardDeps = { runtime: () => runtime, deployedRoutes: {}, isFunction: false };
  return { deps, lines: () => lines.map((line) => JSON.parse(line)) };
}

type Serve = (deps: ServerGuardDeps) => Promise<RequestListener>;

/** The same service in each framework: an open route, one by method, and one with a permission. */
const FRAMEWORKS: readonly [name: string, route: string, serve: Serve][] = [
  [
    'Express',
    '/orders/:id',
    async (deps) => {
      const guard = (options: GuardServerOptions<ExpressRequest> = {}) => guardExpress(options, deps);
      const app = express();
      app.get('/health', (_, response) => void response.send('ok'));
      app.all('/orders', guard(), (request, response) => void response.send(accessOf(request).tenant));
      app.get('/orders/:id', guard({ permission: 'orders:read' }), (request, response) => {
        response.send(accessOf(request).tenant);
      });
      return app;
    },
  ],
  [
    'Fastify',
    '/orders/:id',
    async (deps) => {
      const guard = (options: GuardServerOptions<FastifyRequestLike> = {}) => guardFastify(options, deps);
      const app = fastify();
      app.get('/health', async () => 'ok');
      app.all('/orders', { onRequest: guard() }, async (request) => accessOf(request).tenant);
      app.get(
        '/orders/:id',
        { onRequest: guard({ permission: 'orders:read' }) },
        async (request) => accessOf(request).tenant,
      );
      await app.ready();
      return (request, response) => app.routing(request, response);
    },
  ],
  [
    'Koa',
    '$default',
    async (deps) => {
      const guard = (options: GuardServerOptions<KoaContext> = {}) => guardKoa(options, deps);
      const byMethod = guard();
      const reading = guard({ permission: 'orders:read' });
      const app = new Koa();
      app.use(async (context, next) => {
        if (context.path === '/health') context.body = 'ok';
        else await next();
      });
      app.use((context, next) => (context.path === '/orders' ? byMethod : reading)(context, next));
      app.use(async (context) => {
        context.body = accessOf(context).tenant;
      });
      return app.callback();
    },
  ],
  [
    'a fetch-style route handler',
    '$default',
    async (deps) => {
      const tenant = guardFetch((_request, access) => new Response(access.tenant), {}, deps);
      const order = guardFetch(
        (_request, access, id: string) => new Response(id === '42' ? access.tenant : 'other'),
        { permission: 'orders:read' },
        deps,
      );
      return async ({ method = '', url = '', headers }, response) => {
        const request = new Request(`http://localhost${url}`, {
          method,
          headers: headers.authorization ? { authorization: headers.authorization } : {},
        });
        const id = /^\/orders\/(\w+)/.exec(url)?.[1];
        const reply =
          url === '/health'
            ? new Response('ok')
            : await (id === undefined ? tenant(request) : order(request, id));
        response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(await reply.text());
      };
    },
  ],
];

/** Serves on a free port for the requests of one test. */
async function serving(listener: RequestListener) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : ''}`;
  return {
    call: async (path: string, name?: string, method = 'GET') => {
      const headers = name === undefined ? [] : credentialHeaders(defaultProfile, sampleKeys.value(name));
      return fetch(`${origin}${path}`, { method, headers: headers.map(([field, value]) => [field, value]) });
    },
    fetch: (path: string, init: RequestInit) => fetch(`${origin}${path}`, init),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe.each(FRAMEWORKS)('%s on a server', (_, route, serve) => {
  it('passes the access of an authorized caller to the handler', async () => {
    const { deps, lines } = serverDeps();
    await using service = await serving(await serve(deps));
    for (const path of ['/orders', '/orders/42?token=s3cret']) {
      const response = await service.call(path, 'active');
      expect([response.status, await response.text()]).toEqual([200, 'acme']);
    }
    expect(lines().at(-1)).toMatchObject({ outcome: 'allowed', via: 'guard', method: 'GET', route });
    expect(JSON.stringify(lines())).not.toMatch(/s3cret|orders\/42/);
  });

  it('responds with 401 without a key, and with 403 without the permission', async () => {
    const { deps } = serverDeps();
    await using service = await serving(await serve(deps));
    expect((await service.call('/health')).status).toBe(200);
    const unauthorized = await service.call('/orders');
    expect([unauthorized.status, unauthorized.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(unauthorized.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await unauthorized.json()).toMatchObject({ code: 'unauthorized' });
    expect((await service.call('/orders', 'active', 'DELETE')).status).toBe(403);
    expect((await service.call('/orders/42', 'powerless')).status).toBe(403);
  });

  it('responds with 429 above a limit, with the time of the next request', async () => {
    const { key, value } = issuedKey({ limits: [quota({ max: 1, period: { unit: 'hour' } })] });
    const reader = new CountingReader();
    reader.keys.set(key.id, key);
    const { deps } = serverDeps(reader);
    await using service = await serving(await serve(deps));
    const headers = { authorization: `Bearer ${value}` };
    expect((await service.fetch('/orders', { headers })).status).toBe(200);
    const limited = await service.fetch('/orders', { headers });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3600']);
  });
});

/** The guard of each framework with options, without a service. */
const GUARDS: readonly [name: string, make: (deps: ServerGuardDeps, options?: object) => unknown][] = [
  ['Express', (deps, options = {}) => guardExpress(options, deps)],
  ['Fastify', (deps, options = {}) => guardFastify(options, deps)],
  ['Koa', (deps, options = {}) => guardKoa(options, deps)],
  ['fetch', (deps, options = {}) => guardFetch(() => new Response(), options, deps)],
];

describe.each(GUARDS)('the guard of %s fails at start', (_, make) => {
  it('for an unknown option, with the allowed ones', () => {
    const options = { permissions: { 'GET /orders': 'orders:read' } };
    expect(() => make(serverDeps().deps, options)).toThrow(
      /no option 'permissions'.*allowed: permission, cost, event/,
    );
  });

  it('for an invalid permission', () => {
    expect(() => make(serverDeps().deps, { permission: 'no permission' })).toThrow(/permission/);
  });

  it('without a deployment, with the next step', () => {
    const runtime = () => {
      throw new Error('The guard has no deployment (POSTERN_KEY_TABLE is missing).');
    };
    expect(() => make({ runtime, deployedRoutes: {}, isFunction: false })).toThrow(
      'POSTERN_KEY_TABLE is missing',
    );
  });

  it('for permissions of routes in the deployment', () => {
    const deployedRoutes = { 'GET /orders/{id}': 'orders:read' };
    expect(() => make({ ...serverDeps().deps, deployedRoutes })).toThrow(/permissions of routes/);
  });

  it('for a tenant that the host names, if nothing verifies the host', () => {
    const { runtime } = runtimeOver(sampleKeys.reader, mindhunters);
    const deps = { runtime: () => runtime, deployedRoutes: {}, isFunction: false };
    expect(() => make(deps)).toThrow(/reads the tenant from the host name/);
  });
});

// The adapter of Fastify adds the event to each request.
it.each(GUARDS.filter(([name]) => name !== 'Fastify'))(
  'the guard of %s fails at start in a function without the event of its adapter',
  (_, make) => {
    expect(() => make({ ...serverDeps().deps, isFunction: true })).toThrow(
      /needs the event of the Lambda function/,
    );
  },
);

it('an unguarded handler that reads the access fails, with the next step', () => {
  expect(() => accessOf({})).toThrow(/No guard decided on this request\. Put the guard before the handler/);
});

describe('in a Lambda function', () => {
  const tenants = new SampleKeys(mindhunters);
  const context: Context = {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'orders',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:orders',
    memoryLimitInMB: '256',
    awsRequestId: '0a1b2c3d',
    logGroupName: 'orders',
    logStreamName: '1',
    getRemainingTimeInMillis: () => 3000,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };

  function functionDeps() {
    const { runtime, lines } = runtimeOver(tenants.reader, mindhunters);
    const deps: ServerGuardDeps = { runtime: () => runtime, deployedRoutes: {}, isFunction: true };
    return { deps, lines: () => lines.map((line) => JSON.parse(line)) };
  }

  const callOf = (host: string, key = 'active'): Call => ({
    route: '/orders/{id}',
    path: '/orders/42',
    host,
    headers: [
      ...credentialHeaders(mindhunters, tenants.value(key)),
      ['X-Forwarded-Host', 'globex.api.example.com'],
      ['X-Forwarded-For', '10.0.0.1'],
    ],
  });

  const HANDLERS: readonly [
    name: string,
    make: (deps: ServerGuardDeps) => (event: unknown) => Promise<unknown>,
  ][] = [
    [
      'Express with @codegenie/serverless-express',
      (deps) => {
        const app = express();
        const guard = guardExpress({ event: () => getCurrentInvoke().event }, deps);
        app.get('/orders/:id', guard, (request, response) => void response.send(accessOf(request).tenant));
        const handler = configure({ app });
        return async (event) => handler(event, context, () => {});
      },
    ],
    [
      'Fastify with @fastify/aws-lambda',
      (deps) => {
        const app = fastify();
        app.addHook('onRequest', guardFastify({}, deps));
        const handler = awsLambdaFastify(app);
        app.get('/orders/:id', async (request) => accessOf(request).tenant);
        return (event) => handler(event, context);
      },
    ],
  ];

  it.each(HANDLERS)('%s uses host, route and address of the gateway, and no header', async (_, make) => {
    const { deps, lines } = functionDeps();
    const handler = make(deps);
    const reply = await handler(httpBackendEvent(callOf('acme.api.example.com')));
    expect(reply).toMatchObject({ statusCode: 200, body: 'acme' });
    expect(lines()[0]).toMatchObject({ route: '/orders/{id}', sourceAddress: '203.0.113.7' });

    const elsewhere = await handler(httpBackendEvent(callOf('globex.api.example.com')));
    expect(elsewhere).toMatchObject({ statusCode: 401 });
  });

  it.each(HANDLERS)(
    '%s responds with 401 without a key, and with 403 without the permission',
    async (_, make) => {
      const handler = make(functionDeps().deps);
      const call = callOf('acme.api.example.com', 'powerless');
      expect(await handler(httpBackendEvent({ ...call, headers: [] }))).toMatchObject({ statusCode: 401 });
      expect(await handler(httpBackendEvent(call))).toMatchObject({ statusCode: 403 });
    },
  );
});
