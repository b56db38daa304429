import * as z from 'zod';
import type { Json } from '../../core/json.ts';
import type { ProblemCode } from './problem.ts';

/** Makes a creation idempotent for 24 hours. For the format see `idempotencyKey` in `fields.ts`. */
export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

/** Makes an update conditional on the version that the caller read. For the format see `ifMatch` in `fields.ts`. */
export const IF_MATCH_HEADER = 'If-Match';

/** The entity tag of a resource: its version in double quotes (RFC 9110, strong). */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** The query of a route without one. */
export const emptyQuery = z.strictObject({});

/**
 * The query of a key-holder route or a public route without parameters. Parameters that clients and caches add
 * (`?_=1`) are ignored. A route with parameters uses `z.object` in place of `z.strictObject`.
 */
export const ignoredQuery = z.object({});

/** The body of a POST route without settings: omitted, or an empty object. */
export const emptySettings = z.strictObject({}).optional();

/** The body of a route without a request body. */
export const emptyBody = z.undefined('must be empty: this route does not accept a body');

/**
 * One API route as data. The construct, the Lambda dispatcher and the client are all derived from it, so they always
 * have the same routes.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** In API Gateway's form: `/admin/v1/tenants/{tenant}`. */
  readonly path: string;
  readonly summary: string;
  readonly params: z.ZodType;
  readonly query: z.ZodObject;
  /** `emptyBody` if the route does not accept a body. */
  readonly body: z.ZodType;
  /** 201 marks a creation, which accepts an `Idempotency-Key`. 204 responds without a body (`emptyBody`). */
  readonly response: { readonly status: 200 | 201 | 204; readonly body: z.ZodType };
  /**
   * The problems in addition to `GENERAL_PROBLEMS` and `BODY_PROBLEMS`. `version-mismatch` marks an update of a
   * resource with a version, which accepts an `If-Match`.
   */
  readonly problems: readonly ProblemCode[];
}

/** The parsed input of a route handler. */
export interface RouteInput<R extends Route> {
  readonly params: z.output<R['params']>;
  readonly query: z.output<R['query']>;
  readonly body: z.output<R['body']>;
  /** The body as it was received, without defaults; null if there is none. */
  readonly receivedBody: Json;
  /** Only for a creation. */
  readonly idempotencyKey: string | undefined;
  /** Only for an update of a resource with a version: the version in `If-Match`. */
  readonly ifVersion: number | undefined;
}

/** The request of a route's caller. */
export interface RouteRequest<R extends Route> {
  readonly params: z.input<R['params']>;
  readonly query: z.input<R['query']>;
  readonly body: z.input<R['body']>;
  readonly idempotencyKey: IdempotencyKeyOf<R>;
  /** The `ETag` that the caller read: `etagOf(version)`. */
  readonly ifMatch: IfMatchOf<R>;
}

/** The `Idempotency-Key` of a request: optional for a creation, otherwise undefined. */
type IdempotencyKeyOf<R extends Route> = 201 extends R['response']['status'] ? string | undefined : undefined;

/** The `If-Match` of a request: optional for an update of a resource with a version, otherwise undefined. */
type IfMatchOf<R extends Route> = 'version-mismatch' extends R['problems'][number]
  ? string | undefined
  : undefined;

/** The response body of a route. */
export type RouteResponse<R extends Route> = z.output<R['response']['body']>;

/** Whether a route creates a resource and accepts an `Idempotency-Key`. */
export function isCreation({ response }: Pick<Route, 'response'>): boolean {
  return response.status === 201;
}

/** Whether a route updates a resource with a version and accepts an `If-Match`. */
export function isConditional({ problems }: Pick<Route, 'problems'>): boolean {
  return problems.includes('version-mismatch');
}

/** Whether a route responds with one resource that has a version, and therefore with an `ETag`. */
export function hasEtag({ response }: Pick<Route, 'response'>): boolean {
  return response.body instanceof z.ZodObject && Object.hasOwn(response.body.shape, 'version');
}

/** API Gateway's key of a route: `GET /ping`. */
export function routeKey({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

const GET_PREFIX = 'GET ';

/** The key of the HEAD route that accompanies a GET route; undefined for other methods. */
export function headRouteKey(key: string): string | undefined {
  return key.startsWith(GET_PREFIX) ? `HEAD ${key.slice(GET_PREFIX.length)}` : undefined;
}
