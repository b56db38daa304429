import { expect } from 'vitest';
import type * as z from 'zod';
import { BODY_PROBLEMS, GENERAL_PROBLEMS, problem } from '../../lib/contracts/http/problem.ts';
import { noBody, type Route } from '../../lib/contracts/http/route.ts';

/** A response as a function returns it or as it arrives. */
export interface ReceivedResponse {
  readonly statusCode: number;
  readonly body: string;
}

/**
 * Holds a success against its route's own schema: nothing is missing and nothing is in it that the schema does not
 * name. Every harness that calls routes passes each response through here.
 */
export function expectResponse(route: Pick<Route, 'response'>, { statusCode, body }: ReceivedResponse): void {
  expect(statusCode, body).toBe(route.response.status);
  const received: unknown = route.response.body === noBody && body === '' ? undefined : JSON.parse(body);
  const parsed = route.response.body.safeParse(received);
  expect(parsed.error?.issues ?? [], body).toEqual([]);
  expect(parsed.data).toEqual(received);
}

/** Holds problem details against what the route declares. */
export function expectProblem(route: Pick<Route, 'problems'>, { statusCode, body }: ReceivedResponse): void {
  const { status, code } = parsedBody(problem, body);
  expect(status).toBe(statusCode);
  expect([...GENERAL_PROBLEMS, ...BODY_PROBLEMS, ...route.problems]).toContain(code);
}

export function parsedBody<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> {
  return schema.parse(JSON.parse(body));
}
