import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Sent {
  readonly method?: string;
  /** Path and query, relative to the URL. */
  readonly path?: string;
  /** Sent in this order and spelling. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

export interface Received {
  readonly status: number;
  /** By name in lower case; several of one name are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request byte by byte, because HTTP clients normalize paths and headers. */
export async function exchange(
  url: string,
  { method = 'GET', path = '', headers = [], body }: Sent,
): Promise<Received> {
  const target = new URL(url + path);
  const hasHost = headers.some(([name]) => name.toLowerCase() === 'host');
  const length: readonly (readonly [string, string])[] =
    body === undefined ? [] : [['Content-Length', String(Buffer.byteLength(body))]];
  const host: readonly (readonly [string, string])[] = hasHost ? [] : [['Host', target.host]];
  const sent = request(target, {
    method,
    headers: [...host, ...headers, ...length].flat(),
    setHost: false,
    timeout: 20_000,
  });
  sent.on('timeout', () => sent.destroy(new Error('no answer within 20 s')));
  sent.end(body);
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (!response) throw new Error('a request was answered without a response');
  return {
    status: response.statusCode ?? 0,
    headers: byName(response.rawHeaders),
    body: await text(response),
  };
}

function byName(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}
