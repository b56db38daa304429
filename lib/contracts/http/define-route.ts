import * as z from 'zod';
import type { ProblemCode } from './problem.ts';
import { emptyBody, emptyQuery, emptySettings, type Route } from './route.ts';

const noParams = z.strictObject({});

/** The parts of a route that are not implied by its method. */
interface Definition {
  readonly summary: string;
  /** Default: none, for a path without parameters. */
  readonly params?: z.ZodType;
  /** Default: `emptyQuery`. */
  readonly query?: z.ZodObject;
  /** Default: `emptyBody`, or `emptySettings` for a POST. */
  readonly body?: z.ZodType;
  /** The body of the response. */
  readonly response: z.ZodType;
  /** Default: none in addition to those of every route. */
  readonly problems?: readonly ProblemCode[];
}

type Part<D extends Definition, Name extends keyof Definition, Default> = D extends {
  readonly [N in Name]: infer Value;
}
  ? Value
  : Default;

export interface Defined<
  Method extends Route['method'],
  Path extends string,
  Status extends Route['response']['status'],
  Body extends z.ZodType,
  D extends Definition,
> {
  readonly method: Method;
  readonly path: Path;
  readonly summary: string;
  readonly params: Part<D, 'params', typeof noParams>;
  readonly query: Part<D, 'query', typeof emptyQuery>;
  readonly body: Part<D, 'body', Body>;
  readonly response: { readonly status: Status; readonly body: D['response'] };
  readonly problems: Part<D, 'problems', readonly []>;
}

function definer<
  const Method extends Route['method'],
  const Status extends Route['response']['status'],
  Body extends z.ZodType,
>(method: Method, status: Status, defaultBody: Body) {
  function define<const Path extends string, const D extends Definition>(
    path: Path,
    definition: D,
  ): Defined<Method, Path, Status, Body, D>;
  function define(path: string, definition: Definition): object {
    const {
      summary,
      params = noParams,
      query = emptyQuery,
      body = defaultBody,
      response,
      problems = [],
    } = definition;
    return {
      method,
      path,
      summary,
      params,
      query,
      body,
      response: { status, body: response },
      problems,
    } satisfies Route;
  }
  return define;
}

/** A route that reads. */
export const get = definer('GET', 200, emptyBody);

/** A route that creates a resource: 201, with an `Idempotency-Key`. */
export const create = definer('POST', 201, emptySettings);

/** A route that applies an action. */
export const post = definer('POST', 200, emptySettings);

/** A route that updates settings. */
export const patch = definer('PATCH', 200, emptySettings);

/** A route that deletes a resource and returns it. */
export const remove = definer('DELETE', 200, emptyBody);

/** A route that deletes a resource: 204, without a body. */
export const removeSilently = definer('DELETE', 204, emptyBody);
