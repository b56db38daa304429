import type { ClientRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

/** One request. */
export interface Exchange {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds until the end of the response. */
  readonly timeoutMs: number;
}

export interface ExchangeResult {
  readonly status: number;
  readonly body: string;
}

/** Sends one request. Rejects with the error of the network or with `TimeoutError`. */
export type SendExchange = (exchange: Exchange) => Promise<ExchangeResult>;

/** The request did not end in time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

const CONNECT_TIMEOUT_MS = 400;
/** As in the SDK. It keeps a burst from opening a connection per request. */
const AGENT_OPTIONS = { keepAlive: true, maxSockets: 50 };

/** Sends requests over connections that are kept open. */
export function createExchange(protocol: string): SendExchange {
  const open = protocol === 'http:' ? openHttp() : openHttps();
  return async ({ url, headers, body, timeoutMs }) => {
    const request = open(url, { method: 'POST', headers });
    const timeout = setTimeout(() => {
      request.destroy(new TimeoutError(`no response within ${timeoutMs} ms`));
    }, timeoutMs);
    limitConnectTime(request);
    try {
      return await responseTo(request, body);
    } finally {
      clearTimeout(timeout);
    }
  };
}

type Open = (
  url: URL,
  options: { method: string; headers: Readonly<Record<string, string>> },
) => ClientRequest;

function openHttps(): Open {
  const agent = new Agent(AGENT_OPTIONS);
  return (url, options) => httpsRequest(url, { ...options, agent });
}

/** For local endpoints only. A static import of `node:http` would load a second HTTP client, which takes 17 ms of CPU. */
function openHttp(): Open {
  const http = process.getBuiltinModule('node:http');
  const agent = new http.Agent(AGENT_OPTIONS);
  return (url, options) => http.request(url, { ...options, agent });
}

/** Does not apply to a request on a connection that is already open. */
function limitConnectTime(request: ClientRequest): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timeout = setTimeout(() => {
      request.destroy(new TimeoutError(`no connection within ${CONNECT_TIMEOUT_MS} ms`));
    }, CONNECT_TIMEOUT_MS);
    const stop = () => clearTimeout(timeout);
    socket.once('connect', stop);
    request.once('close', stop);
  });
}

function responseTo(request: ClientRequest, body: string): Promise<ExchangeResult> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      text(response).then(
        (received) => resolve({ status: response.statusCode ?? 0, body: received }),
        reject,
      );
    });
    request.end(body);
  });
}
