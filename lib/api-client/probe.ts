import { text } from 'node:stream/consumers';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { openRoutes } from '../contracts/http/open.ts';
import { UnreachableError } from './errors.ts';
import { lookupWithLoopback } from './loopback-lookup.ts';
import type { WireAnswer } from './transport.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 15_000;

export interface ProbeAnswer extends WireAnswer {
  /** When the other side answered, by its own clock: the `Date` header; undefined where there is none. */
  readonly date: string | undefined;
}

/**
 * Reads the one route that needs neither credentials nor a right clock: the API's description of itself.
 * @throws UnreachableError where no whole answer came
 */
export type Probe = (apiUrl: string) => Promise<ProbeAnswer>;

export const probe: Probe = async (apiUrl) => {
  const { method, path } = openRoutes.openApi;
  const base = new URL(apiUrl);
  const handler = new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    httpAgent: { lookup: lookupWithLoopback },
  });
  const request = new HttpRequest({
    method,
    protocol: base.protocol,
    hostname: base.hostname,
    ...(base.port && { port: Number(base.port) }),
    path: base.pathname.replace(/\/$/, '') + path,
    headers: { host: base.host },
  });
  try {
    const { response } = await handler.handle(request, {
      abortSignal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return { status: response.statusCode, date: response.headers.date, text: await text(response.body) };
  } catch (cause) {
    throw new UnreachableError(base.origin, cause);
  } finally {
    handler.destroy();
  }
};
