import * as z from 'zod';
import type { ProblemCode } from './problem.ts';

/** The query of a route without one. */
export const noQuery = z.strictObject({});

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
  readonly query: z.ZodType;
  /** `noBody` where the route takes none. */
  readonly body: z.ZodType;
  readonly response: { readonly status: 200 | 201; readonly body: z.ZodType };
  /** What can be refused, beside what every route can: invalid input, unavailable, internal. */
  readonly problems: readonly ProblemCode[];
}

/** What a route's handler gets: everything parsed. */
export interface RouteInput<R extends Route> {
  readonly params: z.output<R['params']>;
  readonly query: z.output<R['query']>;
  readonly body: z.output<R['body']>;
}

/** What a caller of a route sends. */
export interface RouteRequest<R extends Route> {
  readonly params: z.input<R['params']>;
  readonly query: z.input<R['query']>;
  readonly body: z.input<R['body']>;
}

/** What a caller of a route gets. */
export type RouteResponse<R extends Route> = z.output<R['response']['body']>;

/** The name under which API Gateway knows a route: `GET /ping`. */
export function routeKey({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}
