import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import type { WireResponse } from '../../../lib/api-client/transport.ts';

/** A request as a server received it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface LoopbackServer extends AsyncDisposable {
  readonly port: number;
}

/** A server on a free port of this machine. */
export async function serve(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server that responds with `answer` and keeps the received requests. */
export async function recordingServer(
  answer: (request: ReceivedRequest) => WireResponse,
): Promise<LoopbackServer & { readonly received: readonly ReceivedRequest[] }> {
  const received: ReceivedRequest[] = [];
  const server = await serve(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const one = { method, target: url, headers, body: await text(request) };
    received.push(one);
    const { status, text: body } = answer(one);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  return { ...server, received };
}
