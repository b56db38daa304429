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

/** The input of a call. Parts that can be empty or absent are optional. */
export type DefinedInput<R extends Route> = Omit<RouteRequest<R>, OptionalPart<R>> &
  Partial<Pick<RouteRequest<R>, OptionalPart<R>>>;

/**
 * Validates and encodes the request of a route. A creation without an `Idempotency-Key` gets a generated one.
 * @throws InvalidRequestError with the invalid fields and the allowed values
 */
export function encodeRequest(route: Route, request: Partial<RouteRequest<Route>>): WireRequest {
  const params = textsOf(valid(route.params, request.params ?? {}));
  return {
    method: route.method,
    path: route.path.replaceAll(/\{(\w+)\}/g, (_, name) => pathSegment(params[name] ?? '')),
    query: textsOf(valid(route.query, request.query ?? {})),
    body: bodyText(valid(route.body, request.body)),
    idempotencyKey: isCreation(route)
      ? validHeader(IDEMPOTENCY_HEADER, idempotencyKey, request.idempotencyKey ?? randomUUID())
      : undefined,
    ifMatch: isConditional(route)
      ? validHeader(IF_MATCH_HEADER, ifMatch.optional(), request.ifMatch)
      : undefined,
  };
}

/**
 * A parameter in the path. API Gateway can verify the signature of the path as received or of the decoded path. Both are
 * equal for an unencoded colon, which a path segment may contain (RFC 3986).
 */
function pathSegment(value: string): string {
  return encodeURIComponent(value).replaceAll('%3A', ':');
}

/** The unchanged value, if it is valid. Only the server applies defaults and transformations. */
function valid<Value>(schema: z.ZodType, value: Value): Value {
  const { issues } = validate(schema, value, 'terminal');
  if (issues) throw new InvalidRequestError(issues);
  return value;
}

/** The body as JSON. The API rejects U+FFFD, which stands for bytes that are not UTF-8. */
function bodyText(body: unknown): string | undefined {
  const message = 'must not contain the replacement character U+FFFD. Send the original text in UTF-8.';
  const issues = Object.entries(body ?? {})
    .filter((field) => JSON.stringify(field).includes('\ufffd'))
    .map(([name]) => ({ path: `body.${name}`, message }));
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return JSON.stringify(body);
}

function validHeader<Value>(header: string, schema: z.ZodType, value: Value): Value {
  const { issues } = validate(schema, value, 'terminal');
  if (issues) throw new InvalidRequestError(issues.map(({ message }) => ({ path: header, message })));
  return value;
}

/** The fields as strings, without undefined fields. */
function textsOf(fields: unknown): Record<string, string> {
  const defined = Object.entries(fields ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined.map(([name, value]) => [name, String(value)]));
}
