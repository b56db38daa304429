import dns from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeyReader } from '../../../lib/adapters/dynamodb/read-key.ts';
import { createDynamoDBHttpClient } from '../../../lib/adapters/dynamodb-http/client.ts';
import { environmentCredentials } from '../../../lib/adapters/dynamodb-http/credentials.ts';
import { createItemReader } from '../../../lib/adapters/dynamodb-http/read-item.ts';
import { UnavailableError } from '../../../lib/core/store.ts';

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'token');
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const dripping: RequestListener = ({ socket }) => {
  socket.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => socket.write('x-more: to come\r\n'), 50);
  socket.once('close', () => clearInterval(timer));
};

it('gives up a connection that is not open after 400 ms', async () => {
  // The host name is never resolved.
  vi.spyOn(dns, 'lookup').mockReturnValue(undefined);
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://table.example.com');
  const client = createDynamoDBHttpClient({ credentials: environmentCredentials });

  const call = client.call('GetItem', { TableName: 'keys', Key: {} }, { timeoutMs: 60_000, attempts: 1 });

  await expect(call).rejects.toThrow('no connection within 400 ms');
});

describe("an authorizer's client", () => {
  // Two reads in a row may take 5 s in all. The bound is on the waiting, not on how fast the machine is.
  const HALF_A_LAMBDA_MS = 2500;

  it.each<[string, RequestListener]>([
    ['accepts a request and does not respond', () => {}],
    ['sends parts of a response without end', dripping],
    ['starts a response and never ends it', (_, response) => void response.writeHead(200).write('{"Item":')],
  ])(
    'fails closed in time if the table %s',
    async (_, listener) => {
      await using table = await servedBy(listener);

      await expect(table.read()).rejects.toThrow(UnavailableError);
    },
    HALF_A_LAMBDA_MS,
  );

  it('signs with the credentials in the environment, session included', async () => {
    const headers: unknown[] = [];
    await using table = await servedBy((request, response) => {
      headers.push(request.headers);
      response.end('{}');
    });

    expect(await table.read()).toBeUndefined();

    expect(headers).toMatchObject([
      { authorization: expect.stringContaining('Credential=id/'), 'x-amz-security-token': 'token' },
    ]);
  });

  it.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])(
    'looks nowhere else where %s is missing',
    async (name) => {
      vi.stubEnv(name, undefined);
      const requests: unknown[] = [];
      await using table = await servedBy((request, response) => {
        requests.push(request);
        response.end('{}');
      });

      vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', table.url);

      await expect(table.read()).rejects.toThrow(UnavailableError);
      expect(requests).toEqual([]);
    },
  );
});

/** A table on a loopback port that answers as the listener does, and a read from it by an authorizer's client. */
async function servedBy(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const url = `http://127.0.0.1:${address.port}`;
  vi.stubEnv('AWS_ENDPOINT_URL', url);

  const client = createDynamoDBHttpClient({ credentials: environmentCredentials });
  const reader = createKeyReader(createItemReader(client, 'keys'));
  return {
    url,
    read: () => reader.readKey('a1b2c3'),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
