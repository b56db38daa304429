import { type Route, type RouteInput, type RouteResponse, routeKey } from '../contracts/http/route.ts';
import { UnavailableError } from '../core/store.ts';
import { failureLine } from './failure-line.ts';
import { type GatewayEvent, gatewayEvent } from './gateway-event.ts';
import type { Refusal } from './refusal.ts';
import { type GatewayReply, jsonReply, problemReply } from './reply.ts';
import { readInput } from './route-input.ts';
import { isStrictPath } from './strict-path.ts';

/** What a route may answer: its response, or one of the problems that it declares. */
export type RouteReply<R extends Route> =
  | { readonly body: RouteResponse<R> }
  | Refusal<R['problems'][number] | 'unavailable'>;

export type RouteHandler<R extends Route, Identity> = (
  input: RouteInput<R>,
  identity: Identity,
) => Promise<RouteReply<R>>;

/** A handler for every operation: one that is missing doesn't compile. */
export type RouteHandlers<Routes extends Record<string, Route>, Identity> = {
  readonly [Operation in keyof Routes]: RouteHandler<Routes[Operation], Identity>;
};

/** Routes whose callers are known in one way. */
export interface Surface<Routes extends Record<string, Route>, Identity> {
  readonly routes: Routes;
  readonly handlers: RouteHandlers<Routes, Identity>;
  /** Who asks, as the gateway vouches; undefined where it doesn't. */
  readonly identify: (event: GatewayEvent) => Identity | undefined;
}

interface Endpoint {
  /** The gateway's key of the route. */
  readonly key: string;
  readonly answer: (event: GatewayEvent) => Promise<GatewayReply>;
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

  const answer = async (event: GatewayEvent): Promise<GatewayReply> => {
    const endpoint = byKey.get(event.requestContext.routeKey);
    if (!endpoint) return problemReply({ problem: 'not-found' });
    if (!isStrictPath(event.rawPath)) return problemReply({ problem: 'invalid-path' });
    return endpoint.answer(event);
  };

  return async (received) => {
    const event = gatewayEvent.parse(received);
    try {
      return await answer(event);
    } catch (error) {
      log(failureLine(error, event));
      return problemReply({ problem: error instanceof UnavailableError ? 'unavailable' : 'internal' });
    }
  };
}

/** The endpoints of a surface: each asks who calls before it reads anything else of a request. */
export function endpointsOf<const Routes extends Record<string, Route>, Identity>({
  routes,
  handlers,
  identify,
}: Surface<Routes, Identity>): Endpoint[] {
  const endpoints: Endpoint[] = [];
  for (const operation in routes) {
    endpoints.push(endpointOf(routes[operation], handlers[operation], identify));
  }
  return endpoints;
}

function endpointOf<R extends Route, Identity>(
  route: R,
  handle: RouteHandler<R, Identity>,
  identify: (event: GatewayEvent) => Identity | undefined,
): Endpoint {
  return {
    key: routeKey(route),
    answer: async (event) => {
      const identity = identify(event);
      if (identity === undefined) return problemReply({ problem: 'unauthorized' });
      const input = readInput(route, event);
      if ('problem' in input) return problemReply(input);
      const reply = await handle(input, identity);
      return 'problem' in reply ? problemReply(reply) : jsonReply(route.response.status, reply.body);
    },
  };
}
