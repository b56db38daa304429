import { type App, CfnOutput, CliCredentialsStackSynthesizer, Duration, Stack } from 'aws-cdk-lib';
import { CfnAuthorizer, CfnRoute, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { expect, inject, it } from 'vitest';
import { BundledFunction } from '../../lib/constructs/bundled-function.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { deployApp } from './support/deploy-app.ts';
import { stackOutput } from './support/stack-resources.ts';

const { endpointUrl, region } = inject('deployment');
const STACK = 'AttachedByHand';

const UNCACHED = { authorizerResultTtlInSeconds: 0, identitySource: [] };
const CACHED = { authorizerResultTtlInSeconds: 300, identitySource: ['$request.header.Authorization'] };

/** Registrations of the shared authorizer, as other tools make them, and the status of each call. */
const REGISTRATIONS = [
  {
    name: 'Recommended',
    settings: { ...UNCACHED, enableSimpleResponses: false },
    statuses: { read: 200, remove: 403, readRevoked: 403 },
  },
  {
    name: 'Cached',
    settings: { ...CACHED, enableSimpleResponses: false },
    statuses: { read: 500, remove: 500, readRevoked: 500 },
  },
  {
    name: 'CachedSimple',
    settings: { ...CACHED, enableSimpleResponses: true },
    statuses: { read: 500, remove: 500, readRevoked: 500 },
  },
] as const;

function define(app: App, authorizerArn: string): void {
  const stack = new Stack(app, STACK, { env: { region }, synthesizer: new CliCredentialsStackSynthesizer() });
  const backend = new BundledFunction(stack, 'Backend', {
    bundle: 'sample-api',
    description: 'Answers',
    timeout: Duration.seconds(5),
  });
  for (const { name, settings } of REGISTRATIONS) {
    const integration = new HttpLambdaIntegration(`${name}Integration`, backend);
    const api = new HttpApi(stack, name);
    const authorizer = new CfnAuthorizer(api, 'KeyAuthorizer', {
      apiId: api.apiId,
      name,
      authorizerType: 'REQUEST',
      authorizerUri: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${authorizerArn}/invocations`,
      authorizerPayloadFormatVersion: '2.0',
      ...settings,
    });
    const methods = [HttpMethod.GET, HttpMethod.DELETE];
    for (const route of api.addRoutes({ path: '/orders', methods, integration })) {
      const resource = route.node.defaultChild;
      if (!(resource instanceof CfnRoute)) throw new Error('a route has no resource');
      resource.authorizationType = 'CUSTOM';
      resource.authorizerId = authorizer.ref;
    }
    new CfnOutput(stack, `${name}Id`, { value: api.apiId });
  }
}

it('an authorizer attached by hand never allows another route or a revoked key, with any cache settings', async () => {
  const authorizerArn = await stackOutput('Postern-local-Access', 'AuthorizerArn');
  await deployApp((app) => define(app, authorizerArn));
  for (const { name, statuses } of REGISTRATIONS) {
    const tenant = await newTenant();
    const { id, value } = await newKey(tenant, ['read']);
    const url = `${endpointUrl}/_aws/execute-api/${await stackOutput(STACK, `${name}Id`)}/orders`;
    const headers = { authorization: `Bearer ${value}` };
    const call = async (method: string) => (await fetch(url, { method, headers })).status;

    const read = await call('GET');
    const remove = await call('DELETE');
    await adminClient.call('revokeKey', { params: { tenant, key: id }, body: {} });
    const readRevoked = await call('GET');

    expect({ name, read, remove, readRevoked }).toEqual({ name, ...statuses });
  }
}, 180_000);
