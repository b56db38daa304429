import { text } from 'node:stream/consumers';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { IDEMPOTENCY_HEADER, IF_MATCH_HEADER } from '../contracts/http/route.ts';
import { clockSkewOf } from './clock-skew.ts';
import { UnreachableError } from './errors.ts';
import { lookupWithLoopback } from './loopback-lookup.ts';
import type { Transport, WireRequest } from './transport.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Longer than the timeout of API Gateway itself, which is 30 s. */
const RESPONSE_TIMEOUT_MS = 35_000;

/** Adds the credentials to a request. */
export type Authenticate = (request: HttpRequest) => Promise<HttpRequest>;

/** Sends requests to the API at a URL with the credentials that `authenticate` adds, without retries. */
export function createHttpTransport(apiUrl: string, authenticate: Authenticate): Transport {
  const handler = new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    // Unlimited, because the connection timeout includes the wait for a socket.
    httpAgent: { lookup: lookupWithLoopback, maxSockets: Number.POSITIVE_INFINITY },
    httpsAgent: { maxSockets: Number.POSITIVE_INFINITY },
  });
  const base = new URL(apiUrl);

  return async (wireRequest) => {
    const request = await authenticate(httpRequest(base, wireRequest));
    try {
      const abortSignal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
      const { response } = await handler.handle(request, { abortSignal });
      const clockSkewMs = clockSkewOf(Date.now(), response.headers.date);
      return { status: response.statusCode, text: await text(response.body), clockSkewMs };
    } catch (cause) {
      throw new UnreachableError(base.origin, cause);
    }
  };
}

function httpRequest(base: URL, request: WireRequest): HttpRequest {
  const { method, path, query, body, idempotencyKey, ifMatch } = request;
  return new HttpRequest({
    method,
    protocol: base.protocol,
    hostname: base.hostname,
    ...(base.port && { port: Number(base.port) }),
    path: base.pathname.replace(/\/$/, '') + path,
    query: { ...query },
    headers: {
      host: base.host,
      // The control plane of REST APIs returns another format without it.
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { [IDEMPOTENCY_HEADER]: idempotencyKey }),
      ...(ifMatch !== undefined && { [IF_MATCH_HEADER]: ifMatch }),
    },
    body,
  });
}
