import type { StandardRetryStrategy } from '@smithy/core/retry';
import { type AdminOperation, type AdminRoute, adminRoutes } from '../contracts/http/admin.ts';
import type { RouteResponse } from '../contracts/http/route.ts';
import type { DefinedInput } from './encode.ts';
import { createRouteClient, type RouteClient } from './route-client.ts';
import type { Transport } from './transport.ts';

export type AdminRequest<Operation extends AdminOperation> = DefinedInput<AdminRoute<Operation>>;
export type AdminResponse<Operation extends AdminOperation> = RouteResponse<AdminRoute<Operation>>;

/** A typed client of the admin API. */
export type AdminClient = RouteClient<typeof adminRoutes>;

/** Makes a client of the admin API on `transport`, with the retries of `strategy`. */
export function createAdminClient(transport: Transport, strategy?: StandardRetryStrategy): AdminClient {
  return createRouteClient(adminRoutes, transport, strategy);
}
