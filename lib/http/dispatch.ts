import type { ProblemCode } from '../contracts/http/problem.ts';
import {
  headRouteKey,
  type Route,
  type RouteInput,
  type RouteResponse,
  routeKey,
} from '../contracts/http/route.ts';
import { UnavailableError, UnexpectedItemError } from '../core/store.ts';
import { errorLogLine } from './error-log-line.ts';
import { type GatewayEvent, gatewayEvent } from './gateway-event.ts';
import type { Rejection } from './rejection.ts';
import { emptyReply, type GatewayReply, jsonReply, problemReply, withoutBody } from './reply.ts';
import { readInput } from './route-input.ts';
import { isStrictPath } from './strict-path.ts';

/**
 * The reply of a route: its response, one of its declared problems, or the denial of a caller whose credential ended
 * during the request.
 */
export type RouteReply<R extends Route> =
  | { readonly body: RouteResponse<R> }
  | Rejection<R['problems'][number] | 'unavailable'>
  | Denied;

export type RouteHandler<R extends Route, Identity> = (
  input: RouteInput<R>,
  identity: Identity,
) => Promise<RouteReply<R>>;

/** A handler for every operation; a missing handler does not compile. */
export type RouteHandlers<Routes extends Record<string, Route>, Identity> = {
  readonly [Operation in keyof Routes]: RouteHandler<Routes[Operation], Identity>;
};

/** The authenticated caller, or the error response to return. */
export type AuthenticationResult<Identity> = { readonly identity: Identity } | Denied;

interface Denied {
  readonly denied: GatewayReply;
}

/** Authenticates the callers of a surface and formats its error responses. */
export interface Authenticator<Identity> {
  /** Runs before any other part of the request is read. */
  readonly authenticate: (
    event: GatewayEvent,
    route: Route,
  ) => AuthenticationResult<Identity> | Promise<AuthenticationResult<Identity>>;
  readonly reject: (rejection: Rejection) => GatewayReply;
}

/** Routes with one authentication method. */
export interface Surface<Routes extends Record<string, Route>, Identity> extends Authenticator<Identity> {
  readonly routes: Routes;
  readonly handlers: RouteHandlers<Routes, Identity>;
}

interface Endpoint {
  /** The gateway's key of the route. */
  readonly key: string;
  readonly response: (event: GatewayEvent) => Promise<GatewayReply>;
  readonly reject: Authenticator<unknown>['reject'];
}

/**
 * Makes the Lambda handler of endpoints. It selects the route by the gateway's route key, never by path, because the
 * gateway authorized exactly that route. `log` gets one line per internal error.
 * @throws ZodError if an event is not an API Gateway event (payload 2.0)
 */
export function createDispatcher(
  endpoints: readonly Endpoint[],
  log: (line: string) => void,
): (received: unknown) => Promise<GatewayReply> {
  const byKey = new Map(endpoints.map((endpoint) => [endpoint.key, endpoint]));

  return async (received) => {
    const event = gatewayEvent.parse(received);
    const endpoint = byKey.get(event.requestContext.routeKey);
    if (!endpoint) return problemReply({ problem: 'not-found' });
    try {
      return await endpoint.response(event);
    } catch (error) {
      log(errorLogLine(error, event));
      return endpoint.reject({ problem: problemOf(error) });
    }
  };
}

/** The problem of a request that failed with an error. */
function problemOf(error: unknown): ProblemCode {
  if (error instanceof UnavailableError) return 'unavailable';
  return error instanceof UnexpectedItemError ? 'unreadable-item' : 'internal';
}

/** Adds a HEAD endpoint for each GET endpoint, with the same reply without a body. */
export function withHead(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  return endpoints.flatMap((endpoint) => {
    const key = headRouteKey(endpoint.key);
    if (key === undefined) return [endpoint];
    const { response, reject } = endpoint;
    const head: Endpoint = {
      key,
      response: async (event) => withoutBody(await response(event)),
      reject: (rejection) => withoutBody(reject(rejection)),
    };
    return [endpoint, head];
  });
}

/** The endpoints of a surface. */
export function endpointsOf<const Routes extends Record<string, Route>, Identity>(
  surface: Surface<Routes, Identity>,
): Endpoint[] {
  const endpoints: Endpoint[] = [];
  for (const operation in surface.routes) {
    endpoints.push(endpointOf(surface.routes[operation], surface.handlers[operation], surface));
  }
  return endpoints;
}

function endpointOf<R extends Route, Identity>(
  route: R,
  handle: RouteHandler<R, Identity>,
  { authenticate, reject }: Authenticator<Identity>,
): Endpoint {
  return {
    key: routeKey(route),
    reject,
    response: async (event) => {
      const authentication = await authenticate(event, route);
      if ('denied' in authentication) return authentication.denied;
      if (!isStrictPath(event.rawPath)) return reject({ problem: 'invalid-path' });
      const input = readInput(route, event);
      if ('problem' in input) return reject(input);
      const reply = await handle(input, authentication.identity);
      if ('denied' in reply) return reply.denied;
      if ('problem' in reply) return reject(reply);
      return route.response.status === 204 ? emptyReply() : jsonReply(route.response.status, reply.body);
    },
  };
}
