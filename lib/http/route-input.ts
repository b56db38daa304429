import * as z from 'zod';
import { idempotencyKey } from '../contracts/http/fields.ts';
import { IDEMPOTENCY_HEADER, isCreation, type Route, type RouteInput } from '../contracts/http/route.ts';
import { asciiLowerCase } from '../core/ascii.ts';
import type { GatewayEvent } from './gateway-event.ts';
import { describeIssue, issuesOf } from './issues.ts';
import { readJsonBody } from './json-body.ts';
import { readQuery } from './query.ts';
import type { Refusal } from './refusal.ts';

/** Reads what a route takes out of an event: parsed, or why not. */
export function readInput<R extends Route>(route: R, event: GatewayEvent): RouteInput<R> | Refusal {
  const received = readJsonBody(event);
  if ('problem' in received) return received;
  const sent = readQuery(event.rawQueryString, route.query);
  if ('problem' in sent) return sent;

  const params = z.safeParse<R['params']>(route.params, event.pathParameters ?? {}, { error: describeIssue });
  const query = z.safeParse<R['query']>(route.query, sent.values, { error: describeIssue });
  const body = z.safeParse<R['body']>(route.body, received.value, { error: describeIssue });
  const key = readIdempotencyKey(route, event);
  if (params.success && query.success && body.success && key.success) {
    return { params: params.data, query: query.data, body: body.data, idempotencyKey: key.data };
  }
  return { problem: 'invalid-request', issues: issuesOf({ params, query, body, [IDEMPOTENCY_HEADER]: key }) };
}

/** Of a creation; all other routes can be repeated as they are, and don't look at it. */
function readIdempotencyKey(route: Route, { headers }: GatewayEvent) {
  const received = isCreation(route) ? headers[asciiLowerCase(IDEMPOTENCY_HEADER)] : undefined;
  return idempotencyKey.optional().safeParse(received);
}
