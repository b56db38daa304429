import { type Route, routeKey } from '../contracts/http/route.ts';
import type { Caller } from '../core/audit/event.ts';
import { type IdempotencyToken, idempotencyToken } from '../core/idempotency/record.ts';
import type { Json, JsonObject } from '../core/json.ts';

interface CreationInput {
  readonly params: JsonObject;
  readonly receivedBody: Json;
  readonly idempotencyKey: string | undefined;
}

/**
 * The token of a creation with an `Idempotency-Key`, which makes it idempotent; undefined without that header. It covers the
 * received body, because a release can change the defaults between a request and its repetition.
 */
export function idempotencyTokenOf(
  route: Route,
  { params, receivedBody, idempotencyKey }: CreationInput,
  caller: Caller,
): IdempotencyToken | undefined {
  return idempotencyKey === undefined
    ? undefined
    : idempotencyToken(caller, routeKey(route), {
        params,
        body: receivedBody,
        idempotencyKey,
      });
}
