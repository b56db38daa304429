import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { encodeRequest } from '../../lib/api-client/encode.ts';
import { CredentialsError, UnreachableError } from '../../lib/api-client/errors.ts';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import type { WireRequest } from '../../lib/api-client/transport.ts';
import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { type ReceivedRequest, recordingServer, serve } from './support/recording-server.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-secret' };
const region = 'eu-central-1';

const write: WireRequest = {
  method: 'POST',
  path: '/admin/v1/tenants/acme/owners/team:a/deactivate',
  query: {},
  body: '{"reason":"compromised"}',
};
const read: WireRequest = {
  method: 'GET',
  path: '/admin/v1/tenants/acme/keys',
  query: { limit: '50', cursor: 'a+b/c=' },
  body: undefined,
};

function transportTo(port: number, path = '') {
  const apiUrl = `http://abcdef01.execute-api.localhost:${port}${path}`;
  return createSignedTransport({ apiUrl, region, credentials });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** The signed path: as received, or after API Gateway decoded it. AWS does not document which. */
type Reading = (segment: string) => string;
const AS_RECEIVED: Reading = (segment) => segment;

/** The signature that API Gateway computes for a received request (AWS Signature Version 4). */
function expectedSignature(
  { method, target, headers, body }: ReceivedRequest,
  reading: Reading = AS_RECEIVED,
): string {
  const { pathname, searchParams } = new URL(target, 'http://received');
  const date = String(headers['x-amz-date']);
  const day = date.slice(0, 8);
  const signed = /SignedHeaders=([^,]+)/.exec(String(headers.authorization))?.[1] ?? '';
  const query = [...searchParams]
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .sort()
    .join('&');
  const canonicalHeaders = signed.split(';').map((name) => `${name}:${headers[name]}\n`);
  const path = pathname.split('/').map(reading).map(encodeURIComponent).join('/');
  const canonical = [method, path, query, canonicalHeaders.join(''), signed, sha256(body)].join('\n');
  const scope = `${day}/${region}/execute-api/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const keyParts = [day, region, 'execute-api', 'aws4_request'];
  const signingKey = keyParts.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  return hmac(signingKey, toSign).toString('hex');
}

it.each([
  ['a write', write],
  ['a read with a query', read],
])('signs %s with the signature that API Gateway computes, for the host of the API', async (_, request) => {
  await using server = await recordingServer(() => ({ status: 200, text: '{}' }));
  await transportTo(server.port)(request);

  const [received] = server.received;
  if (!received) throw new Error('nothing was received');
  const { authorization, host } = received.headers;
  expect(host).toBe(`abcdef01.execute-api.localhost:${server.port}`);
  expect(authorization).toContain(`Credential=${credentials.accessKeyId}/`);
  expect(authorization).toMatch(/SignedHeaders=[^,]*\bhost\b/);
  expect(authorization).toContain(`Signature=${expectedSignature(received)}`);
});

it('signs an ID with a colon so that the received and the decoded path have the same signature', async () => {
  await using server = await recordingServer(() => ({ status: 200, text: '{}' }));
  const params = { tenant: 'acme', owner: 'a.b_c-d:e' };
  await transportTo(server.port)(encodeRequest(adminRoutes.showOwner, { params }));
  const [received] = server.received;
  if (!received) throw new Error('nothing was received');
  for (const reading of [AS_RECEIVED, decodeURIComponent])
    expect(received.headers.authorization).toContain(`Signature=${expectedSignature(received, reading)}`);
});

it('sends a request unchanged, below the path of the API', async () => {
  await using server = await recordingServer(() => ({ status: 201, text: '{"a":1}' }));
  const response = await transportTo(server.port, '/keys/')(write);
  expect(server.received).toMatchObject([
    {
      method: 'POST',
      target: `/keys${write.path}`,
      body: write.body,
      headers: { 'content-type': 'application/json' },
    },
  ]);
  expect(response).toMatchObject({ status: 201, text: '{"a":1}' });
});

it('sends an Idempotency-Key in its header and signs it', async () => {
  await using server = await recordingServer(() => ({ status: 201, text: '{}' }));
  await transportTo(server.port)({ ...write, idempotencyKey: 'build:42' });
  const [received] = server.received;
  expect(received?.headers).toMatchObject({
    'idempotency-key': 'build:42',
    authorization: expect.stringMatching(/SignedHeaders=[^,]*idempotency-key/),
  });
});

it('reports a server that ends its response early as unreachable, and returns no partial response', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"half":', () => response.destroy());
  });
  await expect(transportTo(server.port)(read)).rejects.toThrow(UnreachableError);
});

it('reports a closed port as unreachable, with its cause and the next step', async () => {
  const { port } = await closedServer();
  const error = await transportTo(port)(read).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnreachableError);
  expect(error).toMatchObject({
    message: expect.stringContaining('Check that it is running'),
    cause: { code: 'ECONNREFUSED' },
  });
});

it('throws CredentialsError without credentials, and sends nothing', async () => {
  await using server = await recordingServer(() => ({ status: 200, text: '{}' }));
  const none = () => Promise.reject(new Error('no profile'));
  const apiUrl = `http://localhost:${server.port}`;
  const send = createSignedTransport({ apiUrl, region, credentials: none });
  await expect(send(read)).rejects.toThrow(CredentialsError);
  expect(server.received).toEqual([]);
});

async function closedServer() {
  await using server = await serve(() => {});
  return { port: server.port };
}

it('sends 64 concurrent requests without waiting for a socket, because the wait would count as a timeout', async () => {
  const waiting: (() => void)[] = [];
  await using server = await serve((_, response) => {
    waiting.push(() => response.end('{}'));
    if (waiting.length === 64) for (const respond of waiting) respond();
  });
  const send = transportTo(server.port);
  const responses = await Promise.all(Array.from({ length: 64 }, () => send(read)));
  expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 64 }, () => 200));
});
