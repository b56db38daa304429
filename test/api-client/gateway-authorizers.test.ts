import { expect, it } from 'vitest';
import { GatewayError } from '../../lib/api-client/errors.ts';
import { findAuthorizers } from '../../lib/api-client/gateway-authorizers.ts';
import { recordingServer } from './support/recording-server.ts';

const ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:shared';

function uriOf(functionArn: string): string {
  return `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

const scope = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-secret' },
};

/** Responses of API Gateway by path: settings that have defaults are absent. */
const RESPONSES: Readonly<Record<string, unknown>> = {
  '/v2/apis': { items: [{ apiId: 'h1', name: 'orders', protocolType: 'HTTP' }], nextToken: 'more' },
  '/v2/apis?nextToken=more': { items: [{ apiId: 'w1', name: 'chat', protocolType: 'WEBSOCKET' }] },
  '/v2/apis/h1/authorizers': {
    items: [
      { authorizerId: 'a0', name: 'shared2', authorizerType: 'REQUEST', authorizerUri: uriOf(`${ARN}2`) },
    ],
    nextToken: 'more',
  },
  '/v2/apis/h1/authorizers?nextToken=more': {
    items: [
      { authorizerId: 'a1', name: 'keys', authorizerType: 'REQUEST', authorizerUri: uriOf(ARN) },
      { authorizerId: 'a2', name: 'people', authorizerType: 'JWT' },
    ],
  },
  '/restapis': { item: [{ id: 'r1', name: 'items' }], position: 'p2' },
  '/restapis?position=p2': { item: [{ id: 'r2', name: 'other' }] },
  '/restapis/r1/authorizers': { item: [], position: 'p2' },
  '/restapis/r1/authorizers?position=p2': {
    item: [{ id: 'b1', name: 'keys', type: 'REQUEST', authorizerUri: uriOf(`${ARN}:live`) }],
  },
  '/restapis/r2/authorizers': { item: [] },
  '/restapis/r1/gatewayresponses': { item: [{ responseType: 'UNAUTHORIZED', defaultResponse: true }] },
};

it('finds the authorizers of HTTP and REST APIs that call the function, with the defaults of API Gateway', async () => {
  await using server = await recordingServer(({ target }) => ({
    status: target in RESPONSES ? 200 : 404,
    text: JSON.stringify(RESPONSES[target] ?? {}),
  }));
  const found = await findAuthorizers(scope, ARN, `http://127.0.0.1:${server.port}`);
  expect(found).toEqual([
    {
      api: { id: 'h1', name: 'orders', kind: 'HTTP' },
      ...{ id: 'a1', name: 'keys', type: 'REQUEST', resultTtlSeconds: 0, identitySources: [] },
      ...{ payloadFormat: '1.0', hasSimpleResponses: false, hasUnauthorizedResponse: true },
    },
    {
      api: { id: 'r1', name: 'items', kind: 'REST' },
      ...{ id: 'b1', name: 'keys', type: 'REQUEST', resultTtlSeconds: 300, identitySources: [] },
      ...{ payloadFormat: undefined, hasSimpleResponses: false, hasUnauthorizedResponse: false },
    },
  ]);
  expect(server.received[0]?.headers).toMatchObject({
    accept: 'application/json',
    authorization: expect.stringContaining('/eu-central-1/apigateway/aws4_request'),
  });
});

it('reports missing permissions with the status of API Gateway', async () => {
  await using server = await recordingServer(() => ({ status: 403, text: '{"message":"denied"}' }));
  const found = findAuthorizers(scope, ARN, `http://127.0.0.1:${server.port}`);
  await expect(found).rejects.toBeInstanceOf(GatewayError);
});
