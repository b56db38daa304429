import * as z from 'zod';
import { type Problem, problem } from '../contracts/http/problem.ts';
import type { Route, RouteResponse } from '../contracts/http/route.ts';
import { GatewayError, ProblemError, UnexpectedResponseError } from './errors.ts';
import type { WireResponse } from './transport.ts';

/**
 * Parses the response of a route. A name that only newer versions of the API use, for example a status or an audit action, is
 * kept. The type lists the names of this version.
 * @throws ProblemError, GatewayError, UnexpectedResponseError
 */
export function decodeResponse<R extends Route>(
  operation: string,
  route: R,
  { status, text, clockSkewMs }: WireResponse,
): RouteResponse<R> {
  if (status >= 400) {
    const rejection = readProblem(text);
    throw rejection ? new ProblemError(rejection) : new GatewayError(status, clockSkewMs);
  }
  if (status !== route.response.status) {
    throw new UnexpectedResponseError(operation, status, `not ${route.response.status}`);
  }
  const schema: R['response']['body'] = route.response.body;
  return body(operation, schema, jsonOf(text), status);
}

/** The problem of an error response; undefined if API Gateway responded in place of the API. */
export function readProblem(text: string): Problem | undefined {
  return problem.safeParse(jsonOf(text)).data;
}

function body<S extends z.ZodType>(operation: string, schema: S, json: unknown, status: number): z.output<S> {
  const result = schema.safeParse(json, { reportInput: true });
  if (result.success) return result.data;
  if (result.error.issues.every(isNewName)) return z.custom<z.output<S>>().parse(json);
  const paths = result.error.issues.map(({ path }) => path.join('.') || 'the body');
  throw new UnexpectedResponseError(operation, status, `an invalid body at ${paths.join(', ')}`);
}

/** Whether a text has the place of a name that this version knows, also of the name of a kind, such as that of a limit. */
function isNewName(issue: z.core.$ZodIssue): boolean {
  return (
    (issue.code === 'invalid_value' && typeof issue.input === 'string') ||
    (issue.code === 'invalid_union' && hasNewKind(issue))
  );
}

function hasNewKind({ discriminator, input }: z.core.$ZodIssueInvalidUnion): boolean {
  return (
    discriminator !== undefined && z.looseObject({ [discriminator]: z.string() }).safeParse(input).success
  );
}

/** Undefined if the text is not valid JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
