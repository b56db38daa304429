import { createHash, createHmac } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDynamoDBHttpClient } from '../../../lib/adapters/dynamodb-http/client.ts';
import type { Credentials } from '../../../lib/adapters/dynamodb-http/credentials.ts';
import { DynamoDBError } from '../../../lib/adapters/dynamodb-http/dynamodb-error.ts';
import type { Exchange, ExchangeResult } from '../../../lib/adapters/dynamodb-http/exchange.ts';
import { createSigner } from '../../../lib/adapters/dynamodb-http/signature.ts';

const KEY = { pk: { S: 'key#a1' }, sk: { S: 'key' } };
const READ = { TableName: 'keys', Key: KEY };
/** `POSTERN_PROOF=signature` checks ten times as many. */
const SIGNATURES = process.env.POSTERN_PROOF === 'signature' ? 20_000 : 2_000;
const CREDENTIALS = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' };
const ONCE = { timeoutMs: 300, attempts: 1 };

type Reply = ExchangeResult | Error;

/** A client that gets these replies in order, and the requests that it sent. */
function clientWith(replies: readonly Reply[], variables: NodeJS.ProcessEnv = { AWS_REGION: 'us-east-1' }) {
  const sent: Exchange[] = [];
  const client = createDynamoDBHttpClient({
    credentials: async () => CREDENTIALS,
    variables,
    random: () => 0,
    exchange: async (exchange) => {
      sent.push(exchange);
      const reply = replies[Math.min(sent.length, replies.length) - 1];
      if (reply === undefined || reply instanceof Error) throw reply ?? new Error('no reply is left');
      return reply;
    },
  });
  return { client, sent };
}

function success(body: object): Reply {
  return { status: 200, body: JSON.stringify(body) };
}

function failure(status: number, name: string, details: object = {}): Reply {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name, ...details };
  return { status, body: JSON.stringify(body) };
}

function networkError(code: string): Reply {
  return Object.assign(new Error(code), { code });
}

describe('calling an operation', () => {
  it('sends its name, its input and the timeout, and returns the output', async () => {
    const item = { pk: { S: 'key#a1' }, n: { N: '1' } };
    const { client, sent } = clientWith([success({ Item: item })]);

    expect(await client.call('GetItem', READ, ONCE)).toEqual({ Item: item });

    expect(sent).toMatchObject([
      {
        url: new URL('https://dynamodb.us-east-1.amazonaws.com/'),
        headers: {
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-security-token': 'token',
        },
        timeoutMs: 300,
      },
    ]);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual(READ);
  });

  it('reports the name, the status and the item of a failed condition', async () => {
    const { client } = clientWith([failure(400, 'ConditionalCheckFailedException', { Item: KEY })]);

    const error = await client.call('UpdateItem', READ, ONCE).catch((each: unknown) => each);

    expect(error).toBeInstanceOf(DynamoDBError);
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', status: 400, item: KEY });
  });

  it.each<[string, Reply]>([
    ['a body that is not JSON', { status: 200, body: '<html>' }],
    ['an error without a body', { status: 403, body: '' }],
    ['an error page of a proxy', { status: 502, body: '<html>' }],
    ['an error body that is not an object', { status: 400, body: 'null' }],
  ])('rejects %s', async (_, reply) => {
    const { client } = clientWith([reply]);
    await expect(client.call('GetItem', READ, ONCE)).rejects.toThrow();
  });
});

describe('retries', () => {
  const TRANSIENT: readonly [string, Reply][] = [
    ['ProvisionedThroughputExceededException', failure(400, 'ProvisionedThroughputExceededException')],
    ['ThrottlingException', failure(400, 'ThrottlingException')],
    ['RequestLimitExceeded', failure(400, 'RequestLimitExceeded')],
    ['status 500', failure(500, 'InternalServerError')],
    ['status 503 of a proxy', { status: 503, body: 'busy' }],
    ['a connection that was reset', networkError('ECONNRESET')],
  ];

  it.each(TRANSIENT)('repeat a request after %s', async (_, reply) => {
    const { client, sent } = clientWith([reply, success({})]);
    expect(await client.call('GetItem', READ, { ...ONCE, attempts: 2 })).toEqual({});
    expect(sent).toHaveLength(2);
  });

  it.each(TRANSIENT)('never repeat a request with one attempt after %s', async (_, reply) => {
    const { client, sent } = clientWith([reply, success({})]);
    await expect(client.call('UpdateItem', READ, ONCE)).rejects.toThrow();
    expect(sent).toHaveLength(1);
  });

  it('end after the number of attempts with the last error', async () => {
    const { client, sent } = clientWith([networkError('ECONNRESET'), failure(500, 'InternalServerError')]);
    const call = client.call('GetItem', READ, { ...ONCE, attempts: 3 });
    await expect(call).rejects.toThrow('InternalServerError');
    expect(sent).toHaveLength(3);
  });

  it.each(['ValidationException', 'AccessDeniedException', 'ResourceNotFoundException'])(
    'never repeat a request that DynamoDB rejects with %s',
    async (name) => {
      const { client, sent } = clientWith([failure(400, name)]);
      await expect(client.call('GetItem', READ, { ...ONCE, attempts: 3 })).rejects.toThrow(name);
      expect(sent).toHaveLength(1);
    },
  );
});

const text = fc.string({ unit: 'binary', maxLength: 40 });
const requests = fc.record({
  input: fc.record({
    TableName: text,
    Key: fc.dictionary(text, fc.record({ S: text }), { maxKeys: 3 }),
  }),
  operation: fc.constantFrom('GetItem' as const, 'UpdateItem' as const),
  region: fc.constantFrom('us-east-1', 'cn-north-1', 'us-gov-west-1'),
  endpoint: fc.constantFrom<(string | undefined)[]>(
    undefined,
    'http://127.0.0.1:4566',
    'https://proxy.example.com/dynamodb/',
  ),
});

type RandomRequest = typeof requests extends fc.Arbitrary<infer Request> ? Request : never;

describe('the signature', () => {
  const signed = async ({ input, operation, region, endpoint }: RandomRequest) => {
    const { client, sent } = clientWith([success({})], { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint });
    await client.call(operation, input, ONCE);
    const [exchange] = sent;
    if (!exchange) throw new Error('nothing was sent');
    return exchange;
  };

  it('is that of the specification for random requests', async () => {
    const property = fc.asyncProperty(requests, async (request) => {
      const exchange = await signed(request);
      expect(exchange.headers.authorization).toContain(signatureOfSpecification(exchange, request.region));
    });
    await fc.assert(property, { numRuns: SIGNATURES });
  }, 120_000);

  it('is that of the SDK with its hash in JavaScript', async () => {
    const property = fc.asyncProperty(requests, async (request) => {
      const exchange = await signed(request);
      expect(exchange.headers.authorization).toBe(await signatureOfLibrary(exchange, request.region));
    });
    await fc.assert(property, { numRuns: 500 });
  });

  it('covers the path of an endpoint URL as the SDK does', async () => {
    for (const path of ['//a//b', '/a b/(c)!*/', '/%20/%2f', "/é/'$&+,;=:@~"]) {
      const endpoint = `https://proxy.example.com${path}`;
      const exchange = await signed({ input: READ, operation: 'GetItem', region: 'us-east-1', endpoint });
      expect(exchange.headers.authorization, path).toBe(await signatureOfLibrary(exchange, 'us-east-1'));
    }
  });

  it('follows credentials that change', async () => {
    const secrets = ['first', 'first', 'second'];
    const sign = createSigner('us-east-1');
    for (const secret of secrets) {
      const url = new URL('https://dynamodb.us-east-1.amazonaws.com/');
      const credentials = { accessKeyId: 'id', secretAccessKey: secret };
      const headers = sign({ url, headers: {}, body: '{}' }, credentials);
      const exchange = { url, headers, body: '{}', timeoutMs: 0 };
      expect(headers.authorization).toBe(await signatureOfLibrary(exchange, 'us-east-1', credentials));
    }
  });
});

/** Signs what was sent as the SDK does, with a hash in JavaScript. */
async function signatureOfLibrary(
  { url, headers, body }: Exchange,
  region: string,
  credentials: Awaited<ReturnType<Credentials>> = CREDENTIALS,
) {
  const signer = new SignatureV4({ service: 'dynamodb', region, credentials, sha256: Sha256 });
  const { authorization: _, ...unsigned } = headers;
  const request = { method: 'POST', protocol: url.protocol, hostname: url.hostname, path: url.pathname };
  const signingDate = dateOf(headers['x-amz-date'] ?? '');
  const signed = await signer.sign({ ...request, query: {}, headers: unsigned, body }, { signingDate });
  return signed.headers.authorization;
}

/** 20260101T000000Z */
function dateOf(text: string): Date {
  return new Date(text.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'));
}

/** The steps of "Signature calculations" in the documentation of AWS, for a POST without a query. */
function signatureOfSpecification({ url, headers, body }: Exchange, region: string): string {
  const names = /SignedHeaders=([^,]*)/.exec(headers.authorization ?? '')?.[1] ?? '';
  const canonicalHeaders = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const hash = (data: string) => createHash('sha256').update(data).digest('hex');
  const canonical = ['POST', url.pathname, '', canonicalHeaders.join(''), names, hash(body)].join('\n');
  const date = headers['x-amz-date'] ?? '';
  const scope = [date.slice(0, 8), region, 'dynamodb', 'aws4_request'];
  const key = scope.reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    'AWS4secret',
  );
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), hash(canonical)].join('\n');
  return `Signature=${createHmac('sha256', key).update(toSign).digest('hex')}`;
}
