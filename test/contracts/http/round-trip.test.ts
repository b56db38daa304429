import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { decodeResponse } from '../../../lib/api-client/decode.ts';
import { encodeRequest } from '../../../lib/api-client/encode.ts';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { consoleUserRoutes } from '../../../lib/contracts/http/console.ts';
import { ifMatch } from '../../../lib/contracts/http/fields.ts';
import { keyHolderRoutes } from '../../../lib/contracts/http/key-holder-routes.ts';
import { publicRoutes } from '../../../lib/contracts/http/public-routes.ts';
import { emptyBody, isConditional, type Route } from '../../../lib/contracts/http/route.ts';
import { gatewayEvent } from '../../../lib/http/gateway-event.ts';
import { jsonReply } from '../../../lib/http/reply.ts';
import { readInput } from '../../../lib/http/route-input.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { inputOf } from '../../support/schema-arbitrary.ts';

/** The routes of the console API are those of the admin API under another path. */
const routes: [string, Route][] = Object.entries<Route>({
  ...adminRoutes,
  ...consoleUserRoutes,
  ...keyHolderRoutes,
  ...publicRoutes,
});

/** The event that API Gateway makes of a request: it decodes the parameters in the path. */
function receivedBy(route: Route, given: Parameters<typeof encodeRequest>[1]) {
  const { path, query, body, ifMatch } = encodeRequest(route, given);
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const pattern = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
  const values = (pattern.exec(path) ?? []).slice(1).map(decodeURIComponent);
  return gatewayEvent.parse(
    httpApiEvent({
      route,
      params: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
      query: new URLSearchParams(query).toString(),
      ...(body !== undefined && { body }),
      ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }),
    }),
  );
}

/** The body in the request; `null` without one. */
function sentBody(route: Route, given: Parameters<typeof encodeRequest>[1]): unknown {
  const { body } = encodeRequest(route, given);
  return body === undefined ? null : JSON.parse(body);
}

describe.each(routes)('%s', (_, route) => {
  it('is parsed by the API to the input of the client, for every request that the contract allows', () => {
    const requests = fc.record({
      params: inputOf(route.params),
      query: inputOf(route.query).map((query) => z.record(z.string(), z.unknown()).parse(query)),
      body: inputOf(route.body),
      ifMatch: isConditional(route)
        ? fc.option(inputOf(ifMatch).map(String), { nil: undefined })
        : fc.constant(undefined),
    });
    fc.assert(
      fc.property(requests, (given) => {
        expect(readInput(route, receivedBy(route, given))).toEqual({
          params: route.params.parse(given.params),
          query: route.query.parse(given.query),
          body: route.body.parse(given.body),
          receivedBody: sentBody(route, given),
          idempotencyKey: undefined,
          ifVersion: ifMatch.optional().parse(given.ifMatch),
        });
      }),
      { numRuns: 25 },
    );
  });

  it.skipIf(route.response.body === emptyBody)(
    'is returned by the client as the server wrote it, for every response that the contract allows',
    () => {
      fc.assert(
        fc.property(inputOf(route.response.body), (body) => {
          const reply = jsonReply(route.response.status, body);
          const answer = { status: reply.statusCode, text: reply.body };
          expect(decodeResponse('operation', route, answer)).toEqual(JSON.parse(reply.body));
        }),
        { numRuns: 25 },
      );
    },
  );
});
