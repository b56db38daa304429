import * as z from 'zod';
import { idempotencyKey, ifMatch } from '../contracts/http/fields.ts';
import {
  IDEMPOTENCY_HEADER,
  IF_MATCH_HEADER,
  isConditional,
  isCreation,
  type Route,
  type RouteInput,
} from '../contracts/http/route.ts';
import type { InputIssue } from '../contracts/input-issue.ts';
import { type Validated, validate } from '../contracts/issues.ts';
import { asciiLowerCase } from '../core/ascii.ts';
import type { GatewayEvent } from './gateway-event.ts';
import { readJsonBody } from './json-body.ts';
import { readQuery } from './query.ts';
import type { Rejection } from './rejection.ts';

/** The parsed input of a route from an event, or the rejection. */
export function readInput<R extends Route>(route: R, event: GatewayEvent): RouteInput<R> | Rejection {
  const received = readJsonBody(event);
  if ('problem' in received) return received;
  const sent = readQuery(event.rawQueryString, route.query);
  if ('problem' in sent) return sent;

  const params = validate<R['params']>(route.params, event.pathParameters ?? {}, 'response');
  const query = validate<R['query']>(route.query, sent.values, 'response');
  const body = validate<R['body']>(route.body, received.value, 'response');
  const key = readIdempotencyKey(route, event);
  const version = readIfMatch(route, event);
  if (params.issues || query.issues || body.issues || key.issues || version.issues) {
    const parts = { params, query, body, [IDEMPOTENCY_HEADER]: key, [IF_MATCH_HEADER]: version };
    return { problem: 'invalid-request', issues: issuesOf(parts) };
  }
  return {
    params: params.data,
    query: query.data,
    body: body.data,
    receivedBody: received.value ?? null,
    idempotencyKey: key.data,
    ifVersion: version.data,
  };
}

/** The issues of a request, with paths such as `body.permissions.0`. */
function issuesOf(parts: Readonly<Record<string, Validated<unknown>>>): InputIssue[] {
  return Object.entries(parts).flatMap(([part, { issues = [] }]) =>
    issues.map(({ path, message }) => ({ path: path ? `${part}.${path}` : part, message })),
  );
}

/** Only creations read the header. All other routes are idempotent and ignore it. */
function readIdempotencyKey(route: Route, { headers }: GatewayEvent) {
  const received = isCreation(route) ? headers[asciiLowerCase(IDEMPOTENCY_HEADER)] : undefined;
  return validate(idempotencyKey.optional(), received, 'response');
}

/** Writes without a version reject the header, so that callers do not rely on an unchecked precondition. */
function readIfMatch(route: Route, { headers }: GatewayEvent): Validated<number | undefined> {
  const received = headers[asciiLowerCase(IF_MATCH_HEADER)];
  if (isConditional(route)) return validate(ifMatch.optional(), received, 'response');
  return route.method === 'GET' ? { data: undefined } : validate(unsupported, received, 'response');
}

const unsupported = z.undefined('must not be sent: this route does not update a resource with a version');
