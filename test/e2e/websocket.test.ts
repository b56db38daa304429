import { request } from 'node:http';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type App, CfnOutput, CliCredentialsStackSynthesizer, Stack } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { expect, inject, it } from 'vitest';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { deployApp } from './support/deploy-app.ts';

const { endpointUrl, region } = inject('deployment');
const STACK = 'WebSocketFeed';

function define(app: App): void {
  const stack = new Stack(app, STACK, { env: { region }, synthesizer: new CliCredentialsStackSynthesizer() });
  const integration = new WebSocketMockIntegration('Mock');
  const feed = new WebSocketApi(stack, 'Feed', { connectRouteOptions: { integration } });
  new WebSocketStage(stack, 'Stage', { webSocketApi: feed, stageName: 'prod', autoDeploy: true });
  ApiKeys.fromStage(stack, 'Keys', { stage: 'local', tenantSuspension: true }).protect(feed);
  new CfnOutput(stack, 'FeedId', { value: feed.apiId });
}

/** The status of a handshake: 101 if the connection is open. */
function handshake(apiId: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const sent = request(`${endpointUrl}/_aws/execute-api/${apiId}/prod`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  });
  return new Promise((resolve, reject) => {
    sent.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      resolve(statusCode);
    });
    sent.on('response', ({ statusCode }) => resolve(statusCode));
    sent.on('error', reject);
    sent.end();
  });
}

it('the handshake of a WebSocket API needs a key with the permission, and a revocation prevents the next one', async () => {
  await deployApp(define);
  const { Stacks = [] } = await new CloudFormationClient(rootClient(endpointUrl)).send(
    new DescribeStacksCommand({ StackName: STACK }),
  );
  const apiId = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'FeedId')?.OutputValue ?? '';
  const tenant = await newTenant();
  const { id, value } = await newKey(tenant);
  const authorization = `Bearer ${value}`;
  expect(await handshake(apiId, {})).toBe(401);
  expect(await handshake(apiId, { authorization })).toBe(101);
  const { value: writer } = await newKey(tenant, ['write']);
  expect(await handshake(apiId, { authorization: `Bearer ${writer}` })).toBe(403);
  await adminClient.call('revokeKey', { params: { tenant, key: id }, body: {} });
  expect(await handshake(apiId, { authorization })).toBe(401);
}, 120_000);
