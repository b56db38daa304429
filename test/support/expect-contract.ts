import { expect } from 'vitest';
import * as z from 'zod';
import { BODY_PROBLEMS, GENERAL_PROBLEMS, problem } from '../../lib/contracts/http/problem.ts';
import { emptyBody, etagOf, type Route } from '../../lib/contracts/http/route.ts';

/** A response as a function returns it or as it arrives. */
export interface ReceivedResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Checks a success against the schema of its route. The body has all declared fields and no others, and the `ETag` is
 * the version in the body. All test helpers that call routes use this check.
 */
export function expectResponse(
  route: Pick<Route, 'response'>,
  { statusCode, headers, body }: ReceivedResponse,
): void {
  expect(statusCode, body).toBe(route.response.status);
  const received: unknown = route.response.body === emptyBody && body === '' ? undefined : JSON.parse(body);
  const parsed = route.response.body.safeParse(received);
  expect(parsed.error?.issues ?? [], body).toEqual([]);
  expect(parsed.data).toEqual(received);
  const { data } = z.object({ version: z.int() }).safeParse(received);
  expect(headerOf(headers, 'etag')).toBe(data && etagOf(data.version));
}

/** Checks problem details against the declared problems of the route. */
export function expectProblem(route: Pick<Route, 'problems'>, { statusCode, body }: ReceivedResponse): void {
  const { status, code } = parsedBody(problem, body);
  expect(status).toBe(statusCode);
  expect([...GENERAL_PROBLEMS, ...BODY_PROBLEMS, ...route.problems]).toContain(code);
}

export function parsedBody<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> {
  return schema.parse(JSON.parse(body));
}

function headerOf(headers: ReceivedResponse['headers'], name: string): string | undefined {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
}
