import { describe, expect, it } from 'vitest';
import { issuedKey } from '../../../scripts/samples/issued-key.ts';
import { authorizerOver } from './authorizer.ts';

const METHOD_ARN = 'arn:aws:execute-api:eu-central-1:111122223333:a1b2c3d4e5/prod/$connect';
const reader = issuedKey({ permissions: ['read'] });
const writer = issuedKey({ permissions: ['write'] });

/** The event of a Lambda authorizer on the route `$connect`, as AWS documents it: without method, resource and path. */
function handshake(headers: Readonly<Record<string, string>>, query: Readonly<Record<string, string>> = {}) {
  return {
    type: 'REQUEST',
    methodArn: METHOD_ARN,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: query,
    multiValueQueryStringParameters: {},
    stageVariables: {},
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      extendedRequestId: 'e1',
      requestTime: '01/Dec/2026:10:00:00 +0000',
      messageDirection: 'IN',
      stage: 'prod',
      connectedAt: 1_796_119_200_000,
      requestTimeEpoch: 1_796_119_200_001,
      identity: { sourceIp: '192.0.2.1' },
      requestId: 'r1',
      domainName: 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
      connectionId: 'c1',
      apiId: 'a1b2c3d4e5',
    },
  };
}

const withKey = (value: string) => handshake({ Authorization: `Bearer ${value}` });
const over = (routes = {}) => authorizerOver([reader.key, writer.key], [], routes);

describe('the handshake of a WebSocket API', () => {
  it('is allowed with a policy for exactly $connect, and the context of the key', async () => {
    const { handler, lines } = over();
    expect(await handler(withKey(reader.value))).toMatchObject({
      principalId: reader.key.id,
      policyDocument: { Statement: [{ Effect: 'Allow', Resource: METHOD_ARN }] },
      context: { keyId: reader.key.id, tenant: reader.key.tenant },
    });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { outcome: 'allowed', method: 'GET', route: '$connect', requestId: 'r1' },
    ]);
  });

  it.each([
    ['no key', handshake({})],
    ['an unknown key', withKey(issuedKey().value)],
    [
      'a key in the query string, which logs would contain',
      handshake({}, { Authorization: `Bearer ${reader.value}` }),
    ],
    ['a key in the query string as token', handshake({}, { token: reader.value })],
  ])('is rejected with 401 for %s', async (_, event) => {
    await expect(over().handler(event)).rejects.toThrow(/^Unauthorized$/);
  });

  it('requires the permission of GET, or the one that its route names', async () => {
    const effectOf = async (value: string, routes = {}) => {
      const reply = await over(routes).handler(withKey(value));
      return 'policyDocument' in reply ? JSON.stringify(reply.policyDocument) : expect.fail();
    };
    expect(await effectOf(writer.value)).toContain('"Deny"');
    const routes = { $connect: 'write' };
    expect(await effectOf(writer.value, routes)).toContain('"Allow"');
    expect(await effectOf(reader.value, routes)).toContain('"Deny"');
    expect(await effectOf(reader.value, { $connect: null })).toContain('"Allow"');
  });
});
