import {
  headRouteKey,
  type Route,
  type RouteInput,
  type RouteResponse,
  routeKey,
} from '../contracts/http/route.ts';
import { UnavailableError } from '../core/store.ts';
import { errorLogLine } from './error-log-line.ts';
import { type GatewayEvent, gatewayEvent } from './gateway-event.ts';
import type { Rejection } from './rejection.ts';
import { emptyReply, type GatewayReply, jsonReply, problemReply, withoutBody } from './reply.ts';
import { readInput } from './route-input.ts';
import { isStrictPath } from './strict-path.ts';

/**
 * What a route may answer: its response, one of the problems that it declares, or that its caller, who was known a
 * moment ago, no longer is.
 */
export type RouteReply<R extends Route> =
  | { readonly body: RouteResponse<R> }
  | Rejection<R['problems'][number] | 'unavailable'>
  | Refused;

export type RouteHandler<R extends Route, Identity> = (
  input: RouteInput<R>,
  identity: Identity,
) => Promise<RouteReply<R>>;

/** A handler for every operation: one that is missing doesn't compile. */
export type RouteHandlers<Routes extends Record<string, Route>, Identity> = {
  readonly [Operation in keyof Routes]: RouteHandler<Routes[Operation], Identity>;
};

/** Who asks, or what is answered to somebody who is not known. */
export type AuthenticationResult<Identity> = { readonly identity: Identity } | Refused;

interface Refused {
  readonly refused: GatewayReply;
}

/** How the callers of a surface are known, and told what is wrong. */
export interface Authenticator<Identity> {
  /** Asked before anything else of a request is looked at. */
  readonly identify: (
    event: GatewayEvent,
    route: Route,
  ) => AuthenticationResult<Identity> | Promise<AuthenticationResult<Identity>>;
  readonly refuse: (rejection: Rejection) => GatewayReply;
}

/** Routes whose callers are known in one way. */
export interface Surface<Routes extends Record<string, Route>, Identity> extends Authenticator<Identity> {
  readonly routes: Routes;
  readonly handlers: RouteHandlers<Routes, Identity>;
}

interface Endpoint {
  /** The gateway's key of the route. */
  readonly key: string;
  readonly response: (event: GatewayEvent) => Promise<GatewayReply>;
  readonly refuse: Authenticator<unknown>['refuse'];
}

/**
 * Makes a Lambda handler of endpoints. The route is found by the gateway's route key alone, never by path: the
 * gateway authorized that route and no other. `log` is told of what failed on our side, one line each.
 * @throws ZodError if an event is not API Gateway's (payload 2.0)
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
      return endpoint.refuse({ problem: error instanceof UnavailableError ? 'unavailable' : 'internal' });
    }
  };
}

/** The same endpoints, and for each GET its HEAD, which is decided and answered as the GET, without a body. */
export function withHead(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  return endpoints.flatMap((endpoint) => {
    const key = headRouteKey(endpoint.key);
    if (key === undefined) return [endpoint];
    const { response, refuse } = endpoint;
    const head: Endpoint = {
      key,
      response: async (event) => withoutBody(await response(event)),
      refuse: (rejection) => withoutBody(refuse(rejection)),
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
  { identify, refuse }: Authenticator<Identity>,
): Endpoint {
  return {
    key: routeKey(route),
    refuse,
    response: async (event) => {
      const identified = await identify(event, route);
      if ('refused' in identified) return identified.refused;
      if (!isStrictPath(event.rawPath)) return refuse({ problem: 'invalid-path' });
      const input = readInput(route, event);
      if ('problem' in input) return refuse(input);
      const reply = await handle(input, identified.identity);
      if ('refused' in reply) return reply.refused;
      if ('problem' in reply) return refuse(reply);
      return route.response.status === 204 ? emptyReply() : jsonReply(route.response.status, reply.body);
    },
  };
}
