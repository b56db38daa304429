import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Certificate } from './certificate.ts';

/** Items by partition key, in the format of DynamoDB. */
export type StoredItems = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** A table on loopback that responds to GetItem and counts requests. */
export interface TableStub extends AsyncDisposable {
  /** The environment variables that direct an SDK client to the stub. */
  readonly environment: Readonly<Record<string, string>>;
  reads(): number;
  /** Calls that are not GetItem. */
  others(): number;
  resetCounts(): void;
}

/** Milliseconds after which a stub ends if it was not disposed. */
const LIFETIME_MS = 600_000;

const NO_COUNTS = { reads: 0, others: 0 };

export interface TableStubOptions {
  /** Uses TLS with this certificate, like DynamoDB. Default: plain HTTP. */
  readonly certificate?: Certificate | undefined;
}

/** Starts a table. It does not keep the process alive. */
export async function startTableStub(
  items: StoredItems,
  { certificate }: TableStubOptions = {},
): Promise<TableStub> {
  let counts = { ...NO_COUNTS };

  const answer = async (request: IncomingMessage): Promise<string> => {
    if (request.headers['x-amz-target'] === 'DynamoDB_20120810.GetItem') counts.reads += 1;
    else counts.others += 1;
    const { Key } = JSON.parse(await text(request));
    const Item = items.get(Key.pk.S);
    return JSON.stringify(Item ? { Item } : {});
  };

  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request).then(
      (body) => response.setHeader('content-type', 'application/x-amz-json-1.0').end(body),
      () => response.writeHead(400).end(),
    );
  };
  const server = certificate ? createHttpsServer(certificate, respond) : createHttpServer(respond);
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const end = () => {
    server.close();
    server.closeAllConnections();
  };
  const lifetime = setTimeout(end, LIFETIME_MS).unref();
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    environment: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
      ...(certificate && { NODE_EXTRA_CA_CERTS: certificate.file }),
    },
    reads: () => counts.reads,
    others: () => counts.others,
    resetCounts: () => {
      counts = { ...NO_COUNTS };
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(lifetime);
      end();
    },
  };
}
