import * as z from 'zod';
import type { ProblemCode } from './problem.ts';

/** With it a creation can be repeated, for 24 hours, and creates once: `idempotencyKey` in `fields.ts`. */
export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

/** With it a change is made only if the resource has the version that the caller read: `ifMatch` in `fields.ts`. */
export const IF_MATCH_HEADER = 'If-Match';

/** The entity tag of a resource: its version in double quotes (RFC 9110, strong). */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** The query of a route without one. */
export const noQuery = z.strictObject({});

/**
 * The query of a route for key holders or for anyone, whose products document no parameters: what clients and caches
 * add (`?_=1`) is ignored. A route with parameters lists them in a `z.object` in place of a `z.strictObject`.
 */
export const ignoredQuery = z.object({});

/** The body of a POST route without settings: nothing, or an empty object. */
export const noSettings = z.strictObject({}).optional();

/** The body of a route without one: nothing may be sent. */
export const noBody = z.undefined('must be empty: this route takes no body');

/**
 * One route of an API as data. The construct makes the gateway's route of it, the Lambda its dispatch, the
 * client its call: none of them can know a route that the others don't.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As API Gateway writes it: `/admin/v1/tenants/{tenant}`. */
  readonly path: string;
  readonly summary: string;
  readonly params: z.ZodType;
  readonly query: z.ZodObject;
  /** `noBody` where the route takes none. */
  readonly body: z.ZodType;
  /** 201 marks a creation: it takes an `Idempotency-Key`. 204 answers without a body (`noBody`). */
  readonly response: { readonly status: 200 | 201 | 204; readonly body: z.ZodType };
  /**
   * What can be refused, beside what every route can: invalid input, unavailable, internal. `version-mismatch` marks a
   * change of a resource with a version: it takes an `If-Match`.
   */
  readonly problems: readonly ProblemCode[];
}

/** What a route's handler gets: everything parsed. */
export interface RouteInput<R extends Route> {
  readonly params: z.output<R['params']>;
  readonly query: z.output<R['query']>;
  readonly body: z.output<R['body']>;
  /** Of a creation alone. */
  readonly idempotencyKey: string | undefined;
  /** Of a change of a resource with a version, if the caller named the one that it read. */
  readonly ifVersion: number | undefined;
}

/** What a caller of a route sends. */
export interface RouteRequest<R extends Route> {
  readonly params: z.input<R['params']>;
  readonly query: z.input<R['query']>;
  readonly body: z.input<R['body']>;
  readonly idempotencyKey: IdempotencyKeyOf<R>;
  /** The `ETag` of the resource as it was read: `etagOf(version)`. */
  readonly ifMatch: IfMatchOf<R>;
}

/** What a route takes as `Idempotency-Key`: a creation one or none, all others none. */
type IdempotencyKeyOf<R extends Route> = 201 extends R['response']['status'] ? string | undefined : undefined;

/** What a route takes as `If-Match`: a change of a resource with a version one or none, all others none. */
type IfMatchOf<R extends Route> = 'version-mismatch' extends R['problems'][number]
  ? string | undefined
  : undefined;

/** What a caller of a route gets. */
export type RouteResponse<R extends Route> = z.output<R['response']['body']>;

/** Whether a route creates something, and so can be repeated with an `Idempotency-Key`. */
export function isCreation({ response }: Pick<Route, 'response'>): boolean {
  return response.status === 201;
}

/** Whether a route changes a resource with a version, and so can be made conditional with `If-Match`. */
export function isConditional({ problems }: Pick<Route, 'problems'>): boolean {
  return problems.includes('version-mismatch');
}

/** Whether a route responds with one resource that has a version, and so with an `ETag`. */
export function hasEtag({ response }: Pick<Route, 'response'>): boolean {
  return response.body instanceof z.ZodObject && Object.hasOwn(response.body.shape, 'version');
}

/** The name under which API Gateway knows a route: `GET /ping`. */
export function routeKey({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

const GET_PREFIX = 'GET ';

/** The key of the HEAD route beside a GET route; undefined for other methods. */
export function headRouteKey(key: string): string | undefined {
  return key.startsWith(GET_PREFIX) ? `HEAD ${key.slice(GET_PREFIX.length)}` : undefined;
}
