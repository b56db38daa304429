import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface KeyApi extends AsyncDisposable {
  readonly url: string;
  /** The received requests: the value in its header, and the body. */
  readonly calls: { readonly sent: string | undefined; readonly body: string }[];
  /** Accepts exactly these values. */
  accept(...values: string[]): void;
  /** Denies all further requests with this status in place of 401. */
  denyWith(status: number): void;
  /** Redirects all further requests to this URL with status 302. */
  redirectTo(url: string): void;
}

/** An API that takes keys in `x-api-key`, over real HTTP. */
export async function startKeyApi(...accepted: string[]): Promise<KeyApi> {
  const calls: KeyApi['calls'] = [];
  let values = accepted;
  let location: string | undefined;
  let denial = 401;
  const server = createServer(async (request, response) => {
    const sent = keyOf(request);
    calls.push({ sent, body: await text(request) });
    if (location) response.writeHead(302, { location }).end();
    else response.writeHead(sent !== undefined && values.includes(sent) ? 200 : denial).end('{"a":"body"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}/orders`,
    calls,
    accept: (...next) => {
      values = next;
    },
    denyWith: (status) => {
      denial = status;
    },
    redirectTo: (url) => {
      location = url;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function keyOf({ headers }: IncomingMessage): string | undefined {
  return headers['x-api-key']?.toString();
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (typeof address === 'object' && address) return address.port;
  throw new Error('the server has no port');
}
