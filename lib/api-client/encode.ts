import type * as z from 'zod';
import type { Route, RouteRequest } from '../contracts/http/route.ts';
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
export type Given<R extends Route> = Omit<RouteRequest<R>, OptionalPart<R>> &
  Partial<Pick<RouteRequest<R>, OptionalPart<R>>>;

/**
 * Writes a route's request for the wire, if it fits the contract.
 * @throws InvalidRequestError that says which part doesn't, and what is allowed
 */
export function encodeRequest(route: Route, given: Partial<RouteRequest<Route>>): WireRequest {
  const params = textsOf(checked(route.params, given.params ?? {}));
  return {
    method: route.method,
    path: route.path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? '')),
    query: textsOf(checked(route.query, given.query ?? {})),
    body: JSON.stringify(checked(route.body, given.body)),
  };
}

function checked(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidRequestError(
    result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );
}

/** Fields as texts; what is undefined is left out. */
function textsOf(fields: unknown): Record<string, string> {
  const given = Object.entries(fields ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
