import { expect, it, vi } from 'vitest';
import * as z from 'zod';
import { problem } from '../../lib/contracts/http/problem.ts';
import { emptyBody, emptyQuery, type Route } from '../../lib/contracts/http/route.ts';
import { RejectedWriteError, UnavailableError, UnexpectedItemError } from '../../lib/core/store.ts';
import { createDispatcher, endpointsOf, type Surface } from '../../lib/http/dispatch.ts';
import { iamCaller } from '../../lib/http/iam-caller.ts';
import { problemReply } from '../../lib/http/reply.ts';
import { ADMIN_ARN, httpApiEvent } from '../support/http-api-event.ts';

const nothing = z.strictObject({});
const routes = {
  make: {
    method: 'POST',
    path: '/things/{thing}',
    summary: '',
    params: z.strictObject({ thing: z.string().max(8) }),
    query: z.strictObject({ size: z.coerce.number().optional() }),
    body: z.strictObject({ colour: z.string() }),
    response: { status: 201, body: z.strictObject({ thing: z.string() }) },
    problems: ['already-exists'],
  },
  list: {
    method: 'GET',
    path: '/things',
    summary: '',
    params: nothing,
    query: emptyQuery,
    body: emptyBody,
    response: { status: 200, body: nothing },
    problems: [],
  },
  end: {
    method: 'DELETE',
    path: '/things/{thing}',
    summary: '',
    params: z.strictObject({ thing: z.string() }),
    query: emptyQuery,
    body: emptyBody,
    response: { status: 204, body: emptyBody },
    problems: [],
  },
} as const satisfies Record<string, Route>;

type TestApi = Surface<typeof routes, { readonly id: string }>;

function setUp(handlers: Partial<TestApi['handlers']> = {}, callers: Partial<TestApi> = {}) {
  const make = vi.fn<TestApi['handlers']['make']>(async ({ params }) => ({ body: params }));
  const list = vi.fn<TestApi['handlers']['list']>(async () => ({ body: {} }));
  const log = vi.fn();
  const endpoints = endpointsOf<typeof routes, { readonly id: string }>({
    routes,
    handlers: { make, list, end: async () => ({ body: undefined }), ...handlers },
    authenticate: iamCaller,
    reject: problemReply,
    ...callers,
  });
  const dispatch = createDispatcher(endpoints, log);
  return { dispatch, make, list, log };
}

const goodCall = { route: routes.make, params: { thing: 'door' }, body: '{"colour":"red"}' };

it('passes the parsed input of the route and the identity verified by the gateway to the handler', async () => {
  const { dispatch, make } = setUp();
  const reply = await dispatch(httpApiEvent({ ...goodCall, query: 'size=3' }));
  expect(reply.statusCode).toBe(201);
  expect(JSON.parse(reply.body)).toEqual({ thing: 'door' });
  const body = { colour: 'red' };
  const input = { params: { thing: 'door' }, query: { size: 3 }, body, receivedBody: body };
  expect(make).toHaveBeenCalledExactlyOnceWith(input, { id: ADMIN_ARN, sourceAddress: '203.0.113.7' });
});

it('selects the route only by the route key, also if the path looks like another route', async () => {
  const { dispatch, make, list } = setUp();
  const reply = await dispatch(httpApiEvent({ route: routes.list, rawPath: '/things/door' }));
  expect(reply.statusCode).toBe(200);
  expect(list).toHaveBeenCalledOnce();
  expect(make).not.toHaveBeenCalled();
});

it.each(['GET /nothing', '$default', 'make', '__proto__', 'constructor', ''])(
  'returns not found for an unknown route key with any path: %j',
  async (key) => {
    const { dispatch } = setUp();
    const event = httpApiEvent({ route: routes.list });
    const reply = await dispatch({ ...event, requestContext: { ...event.requestContext, routeKey: key } });
    expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not-found' });
  },
);

it.each(['/things/%2e%2e', '/things\\door', '/things//door', '/x/../things', '/things/\u0000'])(
  'never calls a handler for an ambiguous path: %j',
  async (rawPath) => {
    const { dispatch, make } = setUp();
    expect(problemOf(await dispatch(httpApiEvent({ ...goodCall, rawPath })))).toMatchObject({
      status: 400,
      code: 'invalid-path',
    });
    expect(make).not.toHaveBeenCalled();
  },
);

it.each([
  ['nothing', undefined],
  ['null', null],
  ['an empty block', {}],
  ['a token', { jwt: { claims: { sub: ADMIN_ARN }, scopes: [] } }],
  ['the context of a Lambda authorizer', { lambda: { userArn: ADMIN_ARN } }],
  ['an empty ARN', { iam: { userArn: '' } }],
  ['no ARN', { iam: { userArn: null } }],
])('rejects a caller that the gateway identifies with %s', async (_, authorizer) => {
  const { dispatch, make } = setUp();
  const headers = { 'x-amzn-iam-user-arn': ADMIN_ARN };
  expect(problemOf(await dispatch(httpApiEvent({ ...goodCall, headers, authorizer })))).toMatchObject({
    status: 401,
    code: 'unauthorized',
  });
  expect(make).not.toHaveBeenCalled();
});

it('authenticates before it reads anything else of a request, and returns the error response of the API', async () => {
  const denied = { statusCode: 418, headers: {}, body: 'who are you?' };
  const { dispatch, make } = setUp({}, { authenticate: async () => ({ denied }) });
  const wrongs = [{ rawPath: '/things/%2e%2e' }, { query: 'size=x' }, { body: '{' }, { params: {} }];
  for (const wrong of [{}, ...wrongs]) {
    expect(await dispatch(httpApiEvent({ ...goodCall, ...wrong }))).toBe(denied);
  }
  expect(make).not.toHaveBeenCalled();
});

it('authenticates for the route that the gateway names', async () => {
  const authenticate = vi.fn<TestApi['authenticate']>(iamCaller);
  const { dispatch } = setUp({}, { authenticate });
  await dispatch(httpApiEvent(goodCall));
  expect(authenticate).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ rawPath: '/things/door' }),
    routes.make,
  );
});

it('returns every error in the format of the API', async () => {
  const reject = vi.fn<TestApi['reject']>(({ problem }) => ({ statusCode: 400, headers: {}, body: problem }));
  const handlers: Partial<TestApi['handlers']>[] = [
    {},
    { make: async () => ({ problem: 'already-exists' }) },
    { make: () => Promise.reject(new UnavailableError('throttled')) },
    { make: () => Promise.reject(new Error('broken')) },
  ];
  const bodies = handlers.map(async (each, index) => {
    const { dispatch } = setUp(each, { reject });
    const fault = index === 0 ? { body: '{}' } : {};
    return (await dispatch(httpApiEvent({ ...goodCall, ...fault }))).body;
  });
  expect(await Promise.all(bodies)).toEqual(['invalid-request', 'already-exists', 'unavailable', 'internal']);
});

it('accepts a handler result that the caller is no longer authenticated', async () => {
  const denied = { statusCode: 401, headers: {}, body: 'gone' };
  const { dispatch } = setUp({ make: async () => ({ denied }) });
  expect(await dispatch(httpApiEvent(goodCall))).toBe(denied);
});

it('sends a 204 without a body and content type', async () => {
  const { dispatch } = setUp();
  expect(await dispatch(httpApiEvent({ route: routes.end, params: { thing: 'door' } }))).toEqual({
    statusCode: 204,
    headers: { 'Cache-Control': 'no-store' },
    body: '',
  });
});

it('rejects input that the route does not declare before the handler, and names every issue', async () => {
  const { dispatch, make } = setUp();
  const reply = await dispatch(
    httpApiEvent({ route: routes.make, params: { thing: 'a-long-name' }, query: 'size=x', body: '{}' }),
  );
  const { status, code, issues } = problemOf(reply);
  expect({ status, code }).toEqual({ status: 400, code: 'invalid-request' });
  expect(issues?.map(({ path }) => path)).toEqual(['params.thing', 'query.size', 'body.colour']);
  expect(make).not.toHaveBeenCalled();
});

it('lists the known names for an unknown one, without repeating it', async () => {
  const { dispatch } = setUp();
  const reply = await dispatch(httpApiEvent({ ...goodCall, body: '{"colour":"red","pst_live_secret":1}' }));
  expect(problemOf(reply).issues).toEqual([
    { path: 'body', message: 'must have no other fields than: colour' },
  ]);
  expect(reply.body).not.toContain('pst_live_secret');
});

it('rejects a body on a route without one', async () => {
  const { dispatch, list } = setUp();
  const reply = await dispatch(httpApiEvent({ route: routes.list, body: '{}' }));
  expect(problemOf(reply)).toMatchObject({
    status: 400,
    code: 'invalid-request',
    issues: [{ path: 'body' }],
  });
  expect(list).not.toHaveBeenCalled();
});

it('keeps code, status and detail of a problem that a handler returns', async () => {
  const { dispatch } = setUp({
    make: async () => ({ problem: 'already-exists', detail: 'Choose another.' }),
  });
  const reply = await dispatch(httpApiEvent(goodCall));
  expect(problemOf(reply)).toMatchObject({ status: 409, code: 'already-exists', detail: 'Choose another.' });
});

it('returns a 503 with a retry time if a dependency does not respond', async () => {
  const cause = new RangeError('secret');
  const { dispatch, log } = setUp({ make: () => Promise.reject(new UnavailableError('secret', { cause })) });
  const reply = await dispatch(httpApiEvent(goodCall));
  expect(problemOf(reply)).toMatchObject({ status: 503, code: 'unavailable' });
  expect(reply.headers).toHaveProperty('Retry-After', '1');
  expect(log).toHaveBeenCalledOnce();
  expect(JSON.parse(log.mock.calls[0]?.[0])).toEqual({
    postern: 'failure',
    error: 'UnavailableError',
    cause: 'RangeError',
    route: 'POST /things/{thing}',
    requestId: 'EXAMPLErequestId=',
  });
});

it('returns a 500 without a retry time for a permanently failing write, and logs the reason', async () => {
  const error = new RejectedWriteError('item-too-large', 'secret', { cause: new RangeError('secret') });
  const { dispatch, log } = setUp({ make: () => Promise.reject(error) });
  const reply = await dispatch(httpApiEvent(goodCall));
  expect(problemOf(reply)).toMatchObject({ status: 500, code: 'internal' });
  expect(reply.headers).not.toHaveProperty('Retry-After');
  expect(JSON.parse(log.mock.calls[0]?.[0])).toMatchObject({
    ...{ error: 'RejectedWriteError', cause: 'RangeError', reason: 'item-too-large' },
  });
});

it('names an item that this version cannot decode as the cause of a 500', async () => {
  const error = new UnexpectedItemError("'key.status' in the table must be active or disabled");
  const { dispatch, log } = setUp({ make: () => Promise.reject(error) });
  const reply = await dispatch(httpApiEvent(goodCall));
  expect(problemOf(reply)).toMatchObject({ status: 500, code: 'unreadable-item' });
  expect(JSON.parse(log.mock.calls[0]?.[0])).toMatchObject({ error: 'UnexpectedItemError' });
});

it.each([
  ['an error', new TypeError('colour is red')],
  ['a text', 'colour is red'],
  ['nothing', undefined],
])(
  'responds with 500 to any other error of a handler, without the input in response and log: %s',
  async (_, thrown) => {
    const { dispatch, log } = setUp({ make: () => Promise.reject(thrown) });
    const reply = await dispatch(httpApiEvent(goodCall));
    expect(problemOf(reply)).toEqual({
      type: 'about:blank',
      title: 'Internal server error',
      status: 500,
      code: 'internal',
    });
    expect(log).toHaveBeenCalledOnce();
    expect(log.mock.calls.flat().join()).not.toContain('red');
  },
);

it('forbids caching of every response', async () => {
  const { dispatch } = setUp();
  const replies = await Promise.all([
    dispatch(httpApiEvent(goodCall)),
    dispatch(httpApiEvent({ route: routes.make })),
  ]);
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([201, 400]);
  for (const { headers } of replies) expect(headers).toHaveProperty('Cache-Control', 'no-store');
});

it.each([undefined, null, {}, { version: '1.0', httpMethod: 'POST', path: '/things' }])(
  'rejects an event that is not from an HTTP API: %j',
  async (event) => {
    await expect(setUp().dispatch(event)).rejects.toThrow(z.ZodError);
  },
);

function problemOf(reply: { readonly body: string; readonly statusCode: number; readonly headers: object }) {
  const parsed = problem.parse(JSON.parse(reply.body));
  expect(parsed.status).toBe(reply.statusCode);
  expect(reply.headers).toHaveProperty('Content-Type', 'application/problem+json');
  return parsed;
}
