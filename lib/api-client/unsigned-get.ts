import { text } from 'node:stream/consumers';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { UnreachableError } from './errors.ts';
import { lookupWithLoopback } from './loopback-lookup.ts';
import type { WireResponse } from './transport.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const RESPONSE_TIMEOUT_MS = 35_000;

export interface UnsignedResponse extends WireResponse {
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface UnsignedGetOptions {
  /** A `host` header replaces the host of the URL, which `fetch` does not allow. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborts the request. */
  readonly signal?: AbortSignal;
  /** The timeout in milliseconds. The default is 35 s, because the timeout of API Gateway itself is 30 s. */
  readonly timeoutMs?: number;
}

/**
 * Sends a GET request without a signature.
 * @throws UnreachableError if there was no complete response; the reason of an aborted signal
 */
export type UnsignedGet = (url: string, options?: UnsignedGetOptions) => Promise<UnsignedResponse>;

export const unsignedGet: UnsignedGet = async (
  url,
  { headers, signal, timeoutMs = RESPONSE_TIMEOUT_MS } = {},
) => {
  const { protocol, hostname, port, host, pathname, search, origin } = new URL(url);
  const handler = new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    httpAgent: { lookup: lookupWithLoopback },
  });
  const request = new HttpRequest({
    method: 'GET',
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: pathname + search,
    headers: { host, ...headers },
  });
  try {
    const abortSignal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
    const { response } = await handler.handle(request, { abortSignal });
    return { status: response.statusCode, headers: response.headers, text: await text(response.body) };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new UnreachableError(origin, cause);
  } finally {
    handler.destroy();
  }
};
