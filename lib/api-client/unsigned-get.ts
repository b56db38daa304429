import { text } from 'node:stream/consumers';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { UnreachableError } from './errors.ts';
import { lookupWithLoopback } from './loopback-lookup.ts';
import type { WireResponse } from './transport.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 35_000;

export interface UnsignedResponse extends WireResponse {
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface UnsignedGetOptions {
  /** A `host` among them is sent as it is; `fetch` would send the URL's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the wait for the answer. */
  readonly signal?: AbortSignal;
  /** How long to wait for it, in milliseconds; 35 s where it is left out, because API Gateway itself gives up after 30. */
  readonly timeoutMs?: number;
}

/**
 * Sends a GET as anyone can: without a signature.
 * @throws UnreachableError where no whole answer came; the signal's reason
 */
export type UnsignedGet = (url: string, options?: UnsignedGetOptions) => Promise<UnsignedResponse>;

export const unsignedGet: UnsignedGet = async (
  url,
  { headers, signal, timeoutMs = ANSWER_TIMEOUT_MS } = {},
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
