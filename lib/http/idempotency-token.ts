import { type Route, routeKey } from '../contracts/http/route.ts';
import type { Caller } from '../core/audit/event.ts';
import { type IdempotencyToken, idempotencyToken } from '../core/idempotency/record.ts';
import type { JsonObject } from '../core/json.ts';

interface CreationInput {
  readonly params: JsonObject;
  readonly body: JsonObject;
  readonly idempotencyKey: string | undefined;
}

/** The token of a creation with an `Idempotency-Key`, which makes it idempotent; undefined without that header. */
export function idempotencyTokenOf(
  route: Route,
  { params, body, idempotencyKey }: CreationInput,
  caller: Caller,
): IdempotencyToken | undefined {
  return idempotencyKey === undefined
    ? undefined
    : idempotencyToken(caller, routeKey(route), { params, body, idempotencyKey });
}
