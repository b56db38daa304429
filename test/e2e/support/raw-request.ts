import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';

/** The host name of an API on the emulator, for requests whose path has no prefix. */
export function hostOf(apiUrl: string): string {
  const { port, pathname } = new URL(apiUrl);
  return `${pathname.split('/').at(-1)}.execute-api.localhost:${port}`;
}

export interface RawResponse {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends a request byte by byte, because HTTP clients normalize paths and headers. */
export async function rawRequest(url: string, lines: readonly string[], sent = ''): Promise<RawResponse> {
  const { port } = new URL(url);
  const socket = createConnection({ host: '127.0.0.1', port: Number(port) });
  socket.setTimeout(10_000, () => socket.destroy(new Error('No response within 10 s')));
  socket.write(`${[...lines, 'Connection: close', '', ''].join('\r\n')}${sent}`);
  const received = await text(socket);
  const [head = '', body = ''] = received.split(/\r\n\r\n(.*)/s);
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body };
}
