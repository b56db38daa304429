import { consoleRoutes, consoleUserRoutes } from '../contracts/http/console.ts';
import { createRouteClient, type RouteClient } from './route-client.ts';
import type { Transport } from './transport.ts';

const routes = { ...consoleRoutes, ...consoleUserRoutes };

/** A typed client of the console API. `me` returns the memberships of the user. */
export type ConsoleClient = RouteClient<typeof routes>;

/** Makes a client of the console API on `transport`. */
export function createConsoleApiClient(transport: Transport): ConsoleClient {
  return createRouteClient(routes, transport);
}
