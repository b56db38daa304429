import type { Route, RouteResponse } from '../contracts/http/route.ts';
import { decodeResponse } from './decode.ts';
import { type DefinedInput, encodeRequest } from './encode.ts';
import { createRetryStrategy, sendWithRetries } from './retry.ts';
import type { Transport } from './transport.ts';

export type Routes = Readonly<Record<string, Route>>;

/** A typed client of some routes of the API. */
export interface RouteClient<R extends Routes> {
  /**
   * Calls one operation: `client.call('showKey', { params: { tenant, key } })`. Reads and creations are tried up to three
   * times. A creation has an `Idempotency-Key`, from the caller or generated for this call. All other requests are retried
   * only if API Gateway throttled them, because a write without a response may have been applied.
   * @throws InvalidRequestError, ProblemError, GatewayError, UnexpectedResponseError, UnreachableError, CredentialsError
   */
  call<Operation extends keyof R & string>(
    operation: Operation,
    request: DefinedInput<R[Operation]>,
  ): Promise<RouteResponse<R[Operation]>>;
}

/** Makes a client of `routes` on `transport`, with the retries of `strategy`. */
export function createRouteClient<R extends Routes>(
  routes: R,
  transport: Transport,
  strategy = createRetryStrategy(),
): RouteClient<R> {
  return {
    async call<Operation extends keyof R & string>(
      operation: Operation,
      request: DefinedInput<R[Operation]>,
    ) {
      const route: R[Operation] = routes[operation];
      const response = await sendWithRetries(transport, encodeRequest(route, request), strategy);
      return decodeResponse(operation, route, response);
    },
  };
}
