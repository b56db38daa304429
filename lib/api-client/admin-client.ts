import { type AdminOperation, type AdminRoute, adminRoutes } from '../contracts/http/admin.ts';
import type { RouteResponse } from '../contracts/http/route.ts';
import { decodeResponse } from './decode.ts';
import { type DefinedInput, encodeRequest } from './encode.ts';
import { backoffBefore, sendWithRetries } from './retry.ts';
import type { Transport } from './transport.ts';

export type AdminRequest<Operation extends AdminOperation> = DefinedInput<AdminRoute<Operation>>;
export type AdminResponse<Operation extends AdminOperation> = RouteResponse<AdminRoute<Operation>>;

/** The admin API, as its contracts describe it. */
export interface AdminClient {
  /**
   * Calls one operation: `client.call('showKey', { params: { tenant, key } })`. Reads and
   * creations are tried up to three times: a creation carries an `Idempotency-Key`, given or drawn for this call,
   * so that it happens once. Anything else is tried once, because it is not known whether an unanswered write
   * was done.
   * @throws InvalidRequestError, ProblemError, GatewayError, UnexpectedResponseError, UnreachableError, CredentialsError
   */
  call<Operation extends AdminOperation>(
    operation: Operation,
    request: AdminRequest<Operation>,
  ): Promise<AdminResponse<Operation>>;
}

/** Makes a client that speaks through `transport`; `pause` waits before the given retry (1, 2). */
export function createAdminClient(
  transport: Transport,
  pause: (retry: number) => Promise<void> = backoffBefore,
): AdminClient {
  return {
    async call(operation, request) {
      const route = adminRoutes[operation];
      const response = await sendWithRetries(transport, encodeRequest(route, request), pause);
      return decodeResponse(operation, route, response);
    },
  };
}
