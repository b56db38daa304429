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

export interface Api<Routes extends Record<string, Route>, Identity> {
  readonly routes: Routes;
  readonly handlers: RouteHandlers<Routes, Identity>;
  /** Who asks, as the gateway vouches; undefined where it doesn't. */
  readonly identify: (event: GatewayEvent) => Identity | undefined;
  /** Told of what failed on our side, one line each. */
  readonly log: (line: string) => void;
}

interface Endpoint<Identity> {
  readonly key: string;
  readonly answer: (event: GatewayEvent, identity: Identity) => Promise<GatewayReply>;
}

/**
 * Makes a Lambda handler of an API. The route is found by the gateway's route key alone, never by path: the
 * gateway authorized that route and no other.
 * @throws ZodError if an event is not API Gateway's (payload 2.0)
 */
export function createDispatcher<const Routes extends Record<string, Route>, Identity>(
  api: Api<Routes, Identity>,
): (received: unknown) => Promise<GatewayReply> {
  const endpoints = endpointsOf(api);

  const answer = async (event: GatewayEvent): Promise<GatewayReply> => {
    const endpoint = endpoints.get(event.requestContext.routeKey);
    if (!endpoint) return problemReply({ problem: 'not-found' });
    if (!isStrictPath(event.rawPath)) return problemReply({ problem: 'invalid-path' });
    const identity = api.identify(event);
    return identity === undefined
      ? problemReply({ problem: 'unauthorized' })
      : endpoint.answer(event, identity);
  };

  return async (received) => {
    const event = gatewayEvent.parse(received);
    try {
      return await answer(event);
    } catch (error) {
      api.log(failureLine(error, event));
      return problemReply({ problem: error instanceof UnavailableError ? 'unavailable' : 'internal' });
    }
  };
}

function endpointsOf<Routes extends Record<string, Route>, Identity>({
  routes,
  handlers,
}: Api<Routes, Identity>): ReadonlyMap<string, Endpoint<Identity>> {
  const endpoints = new Map<string, Endpoint<Identity>>();
  for (const operation in routes) {
    const endpoint = endpointOf(routes[operation], handlers[operation]);
    endpoints.set(endpoint.key, endpoint);
  }
  return endpoints;
}

function endpointOf<R extends Route, Identity>(
  route: R,
  handle: RouteHandler<R, Identity>,
): Endpoint<Identity> {
  return {
    key: routeKey(route),
    answer: async (event, identity) => {
      const input = readInput(route, event);
      if ('problem' in input) return problemReply(input);
      const reply = await handle(input, identity);
      return 'problem' in reply ? problemReply(reply) : jsonReply(route.response.status, reply.body);
    },
  };
}
