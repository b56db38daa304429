import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { idempotencyKey, ifMatch } from '../contracts/http/fields.ts';
import {
  IDEMPOTENCY_HEADER,
  IF_MATCH_HEADER,
  isConditional,
  isCreation,
  type Route,
  type RouteRequest,
} from '../contracts/http/route.ts';
import { validate } from '../contracts/issues.ts';
import { InvalidRequestError } from './errors.ts';
import type { WireRequest } from './transport.ts';

/** The parts of a request that can be empty or absent. */
type OptionalPart<R extends Route> = {
  [Part in keyof RouteRequest<R>]: Record<never, never> extends RouteRequest<R>[Part]
    ? Part
    : undefined extends RouteRequest<R>[Part]
      ? Part
      : never;
}[keyof RouteRequest<R>];

/** What a call gives; the parts that can be empty or absent may be left out. */
export type DefinedInput<R extends Route> = Omit<RouteRequest<R>, OptionalPart<R>> &
  Partial<Pick<RouteRequest<R>, OptionalPart<R>>>;

/**
 * Writes a route's request for the wire, if it fits the contract; a creation with a fresh `Idempotency-Key`
 * where none is given.
 * @throws InvalidRequestError that says which part doesn't, and what is allowed
 */
export function encodeRequest(route: Route, given: Partial<RouteRequest<Route>>): WireRequest {
  const params = textsOf(valid(route.params, given.params ?? {}));
  return {
    method: route.method,
    path: route.path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? '')),
    query: textsOf(valid(route.query, given.query ?? {})),
    body: JSON.stringify(valid(route.body, given.body)),
    idempotencyKey: isCreation(route)
      ? validHeader(IDEMPOTENCY_HEADER, idempotencyKey, given.idempotencyKey ?? randomUUID())
      : undefined,
    ifMatch: isConditional(route)
      ? validHeader(IF_MATCH_HEADER, ifMatch.optional(), given.ifMatch)
      : undefined,
  };
}

/** The value as it was given: what a schema makes of it, defaults and parsed forms, is for the server alone. */
function valid<Value>(schema: z.ZodType, value: Value): Value {
  const { issues } = validate(schema, value, 'terminal');
  if (issues) throw new InvalidRequestError(issues);
  return value;
}

function validHeader<Value>(header: string, schema: z.ZodType, value: Value): Value {
  const { issues } = validate(schema, value, 'terminal');
  if (issues) throw new InvalidRequestError(issues.map(({ message }) => ({ path: header, message })));
  return value;
}

/** Fields as texts; what is undefined is left out. */
function textsOf(fields: unknown): Record<string, string> {
  const given = Object.entries(fields ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
