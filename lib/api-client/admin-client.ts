import { type AdminOperation, type AdminRoute, adminRoutes } from '../contracts/http/admin.ts';
import type { RouteResponse } from '../contracts/http/route.ts';
import { decodeResponse } from './decode.ts';
import { type DefinedInput, encodeRequest } from './encode.ts';
import { backoffBefore, sendWithRetries } from './retry.ts';
import type { Transport } from './transport.ts';

export type AdminRequest<Operation extends AdminOperation> = DefinedInput<AdminRoute<Operation>>;
export type AdminResponse<Operation extends AdminOperation> = RouteResponse<AdminRoute<Operation>>;

/** A typed client of the admin API. */
export interface AdminClient {
  /**
   * Calls one operation: `client.call('showKey', { params: { tenant, key } })`. Reads and
   * creations are tried up to three times. A creation has an `Idempotency-Key`, from the caller or generated for this
   * call. All other requests are tried once, because a write without a response may have been applied.
   * @throws InvalidRequestError, ProblemError, GatewayError, UnexpectedResponseError, UnreachableError, CredentialsError
   */
  call<Operation extends AdminOperation>(
    operation: Operation,
    request: AdminRequest<Operation>,
  ): Promise<AdminResponse<Operation>>;
}

/** Makes a client on `transport`; `backoff` waits before a retry (1, 2). */
export function createAdminClient(
  transport: Transport,
  backoff: (retry: number) => Promise<void> = backoffBefore,
): AdminClient {
  return {
    async call(operation, request) {
      const route = adminRoutes[operation];
      const response = await sendWithRetries(transport, encodeRequest(route, request), backoff);
      return decodeResponse(operation, route, response);
    },
  };
}
