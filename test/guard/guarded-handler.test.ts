import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { minds } from '../../lib/core/profiles/minds.ts';
import { mindset } from '../../lib/core/profiles/mindset.ts';
import { UnknownEventError } from '../../lib/enforcement/unknown-event-error.ts';
import type { GuardHandlerOptions } from '../../lib/guard/guard.ts';
import { guardHandler } from '../../lib/guard/guarded-handler.ts';
import type { GuardRuntime } from '../../lib/guard/runtime.ts';
import { GuardSetupError } from '../../lib/guard/setup-error.ts';
import { httpEvent } from '../../scripts/samples/authorizer-events.ts';
import { credentialHeaders } from '../enforcement/credential-headers.ts';
import { SampleKeys } from '../enforcement/sample-keys.ts';
import {
  functionUrlEvent,
  httpBackendEvent,
  loadBalancerEvent,
  loadBalancerListsEvent,
  restBackendEvent,
} from './events.ts';
import { FRONTS } from './gateway-events.ts';
import { runtimeOver } from './runtime.ts';

const sampleKeys = new SampleKeys(defaultProfile);
const headers = credentialHeaders(defaultProfile, sampleKeys.value('active'));

const EVENTS = [
  ['a REST API', restBackendEvent],
  ['an HTTP API', httpBackendEvent],
  ['a function URL', functionUrlEvent],
  ['a load balancer', loadBalancerEvent],
  ['a load balancer that lists header values', loadBalancerListsEvent],
] as const;

function serviceWith(options: GuardHandlerOptions = {}, given: Partial<GuardRuntime> = {}) {
  const calls: unknown[][] = [];
  const { runtime, lines } = runtimeOver(sampleKeys.reader, defaultProfile, given);
  const service = guardHandler(
    (...call: [event: object, access: unknown, context: unknown]) => {
      calls.push(call);
      return { statusCode: 200, body: 'served' };
    },
    options,
    () => runtime,
  );
  return { service, calls, lines };
}

describe.each(EVENTS)('behind %s', (_, eventOf) => {
  it('calls the handler with event, caller and context, and returns its response', async () => {
    const { service, calls } = serviceWith();
    const [event, context] = [eventOf({ headers }), { awsRequestId: 'r' }];
    expect(await service(event, context)).toEqual({ statusCode: 200, body: 'served' });
    expect(calls).toEqual([
      [
        event,
        {
          keyId: sampleKeys.key('active').id,
          tenant: 'acme',
          owner: 'billing-app',
          permissions: ['read', 'write', 'orders:read'],
          plan: null,
          metadata: { plan: 'gold' },
          session: null,
          limitHeaders: {},
        },
        context,
      ],
    ]);
  });

  it('does not call the handler if the guard denies', async () => {
    const { service, calls } = serviceWith();
    expect(await service(eventOf({}), {})).toMatchObject({ statusCode: 401 });
    expect(calls).toEqual([]);
  });

  it('passes errors of the handler on', async () => {
    const { runtime } = runtimeOver(sampleKeys.reader, defaultProfile);
    const fails = () => Promise.reject(new Error('out of sampleKeys'));
    const service = guardHandler(fails, {}, () => runtime);
    await expect(service(eventOf({ headers }), {})).rejects.toThrow('out of sampleKeys');
  });

  it('logs route template, method and caller in the decision line, without path and query', async () => {
    const { service, lines } = serviceWith();
    const call = { route: '/orders/{id}', path: '/orders/s3cret', query: { token: 's3cret' }, headers };
    await service(eventOf(call), {});
    expect(lines).toHaveLength(1);
    expect(lines.join('')).not.toContain('s3cret');
    const gateway = eventOf === restBackendEvent || eventOf === httpBackendEvent;
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      outcome: 'allowed',
      via: 'guard',
      method: 'GET',
      route: gateway ? '/orders/{id}' : '$default',
      sourceAddress: '203.0.113.7',
      permission: 'read',
      key: sampleKeys.key('active').id,
      generation: 1,
    });
  });

  it('accepts one permission for all routes, and null for any accepted key', async () => {
    const powerless = credentialHeaders(defaultProfile, sampleKeys.value('powerless'));
    const any = serviceWith({ permission: null }).service;
    expect(await any(eventOf({ headers: powerless }), {})).toMatchObject({ statusCode: 200 });
    const reports = serviceWith({ permission: 'reports:read' });
    expect(await reports.service(eventOf({ headers }), {})).toMatchObject({ statusCode: 403 });
    expect(JSON.parse(reports.lines[0] ?? '')).toMatchObject({ permission: 'reports:read' });
  });
});

describe.each([
  ['a REST API', restBackendEvent],
  ['an HTTP API', httpBackendEvent],
] as const)('by the routes of %s', (_, eventOf) => {
  it('requires both permissions if deployment and code name different ones', async () => {
    const routes = { 'GET /orders/{id}': 'orders:admin', 'GET /orders': 'read', 'ANY /files': 'files:use' };
    const permissions = {
      'GET /orders/{id}': 'orders:read',
      'GET /orders': 'orders:read',
      'GET /files': null,
      'GET /reports': 'reports:read',
    };
    const { service } = serviceWith({ permissions }, { routes });
    const statusOf = async (route: string) => service(eventOf({ route, headers }), {});
    expect(await statusOf('/orders')).toMatchObject({ statusCode: 200 });
    for (const route of ['/orders/{id}', '/files', '/reports'])
      expect(await statusOf(route)).toMatchObject({ statusCode: 403 });
    const forAll = serviceWith({ permission: null }, { routes }).service;
    expect(await forAll(eventOf({ route: '/files', headers }), {})).toMatchObject({ statusCode: 403 });
    expect(await forAll(eventOf({ route: '/reports', headers }), {})).toMatchObject({ statusCode: 200 });
  });

  it('does not open a route in code for which the deployment names a permission', async () => {
    const { service } = serviceWith(
      { open: ['GET /health', 'GET /files'] },
      { routes: { 'ANY /health': null } },
    );
    expect(await service(eventOf({ route: '/health' }), {})).toMatchObject({ statusCode: 401 });
    expect(await service(eventOf({ route: '/files' }), {})).toMatchObject({ statusCode: 200 });
  });

  it('requires the permission of GET for HEAD, and opens HEAD with GET', async () => {
    const options = { permissions: { 'GET /orders': 'reports:read' }, open: ['GET /health', 'ANY /files'] };
    const { service } = serviceWith(options);
    const head = async (route: string) => service(eventOf({ method: 'HEAD', route, headers }), {});
    expect(await head('/orders')).toMatchObject({ statusCode: 403 });
    expect(await head('/files')).toMatchObject({ statusCode: 200 });
    expect(await service(eventOf({ method: 'HEAD', route: '/health' }), {})).toMatchObject({
      statusCode: 200,
    });
  });

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'requires the permissions of both methods if %s names another one',
    async (name) => {
      const { service } = serviceWith({ open: ['POST /forms'] });
      const post = async (method: string, route = '/orders', more = headers) =>
        service(eventOf({ method: 'POST', route, headers: [...more, [name, method]] }), {});
      expect(await post('PATCH')).toMatchObject({ statusCode: 200 });
      expect(await post('DELETE')).toMatchObject({ statusCode: 403 });
      expect(await post('delete')).toMatchObject({ statusCode: 403 });
      expect(await post('PURGE')).toMatchObject({ statusCode: 403 });
      expect(await post('POST', '/forms', [])).toMatchObject({ statusCode: 200 });
      expect(await post('DELETE', '/forms', [])).toMatchObject({ statusCode: 401 });
    },
  );

  it('serves only open routes without a key, table access or a deployment', async () => {
    const noDeployment = () => {
      throw new GuardSetupError('asked for its deployment');
    };
    const given: unknown[] = [];
    const service = guardHandler(
      (_event: object, access: unknown) => {
        given.push(access);
        return { statusCode: 200, body: '' };
      },
      { open: ['GET /health', 'ANY /static/{proxy+}'] },
      noDeployment,
    );
    for (const call of [{ route: '/health' }, { route: '/static/{proxy+}', method: 'POST' }]) {
      expect(await service(eventOf({ ...call, headers }), {})).toMatchObject({ statusCode: 200 });
    }
    expect(given).toEqual([undefined, undefined]);
    const closed = [
      { route: '/health', method: 'POST' },
      { route: '/{proxy+}', path: '/health' },
    ];
    for (const call of closed) await expect(service(eventOf(call), {})).rejects.toThrow('asked');
    expect(given).toHaveLength(2);
  });
});

it.each([
  ['a function URL', functionUrlEvent],
  ['a load balancer', loadBalancerEvent],
] as const)('%s has only the default route, which is open or requires a permission', async (_, eventOf) => {
  expect(await serviceWith({ open: ['$default'] }).service(eventOf({}), {})).toMatchObject({
    statusCode: 200,
  });
  expect(await serviceWith({ open: ['GET /orders'] }).service(eventOf({}), {})).toMatchObject({
    statusCode: 401,
  });
  const permissions = { $default: 'reports:read' };
  const { service } = serviceWith({ permissions });
  expect(await service(eventOf({ headers }), {})).toMatchObject({ statusCode: 403 });
});

it('trusts only the address that the load balancer added', async () => {
  const { service, lines } = serviceWith();
  await service({ ...loadBalancerEvent({}), headers: { 'x-forwarded-for': '10.0.0.1, "}\n{' } }, {});
  await service({ ...loadBalancerEvent({}), headers: {} }, {});
  expect(lines.map((line) => JSON.parse(line).sourceAddress)).toEqual(['unknown', 'unknown']);
});

it.each(FRONTS)('passes the current plan and the presented session on ($name)', async (front) => {
  const [ofMinds, ofMindset] = [new SampleKeys(minds), new SampleKeys(mindset)];
  const access = async (on: SampleKeys, profile: typeof minds, key: string) => {
    const { runtime } = runtimeOver(on.reader, profile);
    const { body } = await front.answer(runtime, { headers: credentialHeaders(profile, on.value(key)) });
    return JSON.parse(body);
  };
  expect(await access(ofMinds, minds, 'bound')).toMatchObject({
    plan: { name: 'lite', limits: { minds: 3, flows: 3 } },
    session: null,
  });
  expect(await access(ofMindset, mindset, 'session-of-deleted')).toMatchObject({
    keyId: ofMindset.key('deleted').id,
    session: { id: expect.any(String), user: 'visitor-1' },
    permissions: ['read', 'orders:read'],
  });
});

it.each([
  ['nothing', undefined],
  ['a text', 'event'],
  ['an empty object', {}],
  ['a queue', { Records: [] }],
  ['a WebSocket API', { headers: {}, requestContext: { routeKey: '$connect', connectionId: 'x' } }],
  ['a load balancer without a method', { headers: {}, requestContext: { elb: {} } }],
  ['payload 2.0 without its context', { version: '2.0', routeKey: '$default', headers: {} }],
])('throws a typed error for an event that is not a request (%s)', async (_, event) => {
  const { runtime } = runtimeOver(sampleKeys.reader, defaultProfile);
  const service = guardHandler(
    () => 'served',
    { open: ['$default'] },
    () => runtime,
  );
  await expect(service(event, {})).rejects.toThrow(UnknownEventError);
});

it('costs one read for an unbound key, two in one round trip for a bound one when warm, and writes one line', async () => {
  const { service, lines } = serviceWith();
  const bound = credentialHeaders(defaultProfile, sampleKeys.value('bound'));
  await service(httpBackendEvent({ headers: bound }), {});
  for (const [sent, reads] of [
    [headers, 1],
    [bound, 2],
  ] as const) {
    sampleKeys.reader.resetCounts();
    expect(await service(httpBackendEvent({ headers: sent }), {})).toMatchObject({ statusCode: 200 });
    expect([sampleKeys.reader.reads.length, sampleKeys.reader.roundTrips]).toEqual([reads, 1]);
  }
  expect(lines).toHaveLength(3);
});

it('never reads more than the request from an authorizer event', async () => {
  const { service } = serviceWith();
  expect(await service(httpEvent({}), {})).toMatchObject({ statusCode: 401 });
});
