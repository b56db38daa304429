import { Hono } from 'hono';
import * as z from 'zod';
import type { GuardHandlerOptions, GuardVariables } from '../../lib/guard/guard.ts';
import { guardHandler } from '../../lib/guard/guarded-handler.ts';
import { guardMiddleware } from '../../lib/guard/middleware.ts';
import type { GuardRuntime } from '../../lib/guard/runtime.ts';
import type { Call } from '../../scripts/samples/authorizer-events.ts';
import {
  functionUrlEvent,
  httpBackendEvent,
  loadBalancerEvent,
  loadBalancerListsEvent,
  restBackendEvent,
} from './events.ts';

const reply = z.strictObject({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  multiValueHeaders: z.record(z.string(), z.tuple([z.string()])).optional(),
  body: z.string(),
});

/** The response to the client: header names in lower case, the body as sent. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A gateway in front of a guarded service, which responds with the access context as JSON. */
export interface Front {
  readonly name: string;
  readonly answer: (runtime: GuardRuntime, call: Call, options?: GuardHandlerOptions) => Promise<Response>;
  /** Whether its events contain the route. */
  readonly routes: boolean;
  /** Whether its events contain a verified host name. */
  readonly vouches: boolean;
}

function lambdaFront(
  name: string,
  eventOf: (call: Call) => object,
  { routes, vouches }: Pick<Front, 'routes' | 'vouches'>,
): Front {
  return {
    name,
    routes,
    vouches,
    answer: async (runtime, call, options = {}) => {
      const service = guardHandler(
        async (_event: object, access) => ({ statusCode: 200, headers: {}, body: JSON.stringify(access) }),
        options,
        () => runtime,
      );
      const event = eventOf(call);
      const { statusCode, headers, multiValueHeaders, body } = reply.parse(await service(event, {}));
      const lists = 'multiValueHeaders' in event && !('headers' in event);
      if (statusCode !== 200 && lists !== (headers === undefined))
        throw new Error('headers in the wrong form');
      return { status: statusCode, headers: lowered({ ...headers, ...flat(multiValueHeaders) }), body };
    },
  };
}

/** A Hono app in a Lambda function, or as a server if there is no event. */
function honoFront(name: string, eventOf?: (call: Call) => object): Front {
  return {
    name,
    routes: false,
    vouches: eventOf !== undefined,
    answer: async (runtime, call, { permission } = {}) => {
      const { method = 'GET', path = '/orders', headers = [], host = 'localhost', proto = 'https' } = call;
      const app = new Hono<{ Variables: GuardVariables }>();
      app.onError((error) => {
        throw error;
      });
      const service = guardMiddleware(permission === undefined ? {} : { permission }, () => runtime, {});
      app.all('*', service, (c) => c.text(JSON.stringify(c.get('access'))));
      const request = new Request(`https://elsewhere.example.com${path}`, {
        method,
        headers: [
          ['host', host],
          ['x-forwarded-proto', proto],
          ...headers.map(([each, value]): [string, string] => [each, value]),
        ],
      });
      const response = await app.fetch(request, eventOf ? { event: eventOf(call), lambdaContext: {} } : {});
      const answered = Object.fromEntries(response.headers);
      return { status: response.status, headers: answered, body: await response.text() };
    },
  };
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function flat(lists: Readonly<Record<string, readonly [string]>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, [value]]) => [name, value]));
}

const GATEWAY = { routes: true, vouches: true };

export const FRONTS: readonly Front[] = [
  lambdaFront('a REST API', restBackendEvent, GATEWAY),
  lambdaFront('an HTTP API', httpBackendEvent, GATEWAY),
  lambdaFront('a function URL', functionUrlEvent, { routes: false, vouches: true }),
  lambdaFront('a load balancer', loadBalancerEvent, { routes: false, vouches: false }),
  lambdaFront('a load balancer that lists header values', loadBalancerListsEvent, {
    routes: false,
    vouches: false,
  }),
  honoFront('Hono behind an HTTP API', httpBackendEvent),
  honoFront('Hono by itself'),
];
