import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type App, CfnOutput, CliCredentialsStackSynthesizer, Duration, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { expect, inject, it } from 'vitest';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { BundledFunction } from '../../lib/constructs/bundled-function.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { newKey, newTenant } from './support/admin.ts';
import { deployApp } from './support/deploy-app.ts';

const { endpointUrl, region } = inject('deployment');
const STACK = 'LateProtect';

/** Somebody's app with a REST API and an HTTP API, which at first know nothing of keys. */
function define(
  app: App,
  { isProtected, routes }: { isProtected: boolean; routes: readonly string[] },
): void {
  const stack = new Stack(app, STACK, { env: { region }, synthesizer: new CliCredentialsStackSynthesizer() });
  const backend = new BundledFunction(stack, 'Backend', {
    bundle: 'sample-api',
    description: 'Answers',
    timeout: Duration.seconds(5),
  });
  const rest = new RestApi(stack, 'Rest', { defaultIntegration: new LambdaIntegration(backend) });
  const http = new HttpApi(stack, 'Http');
  const integration = new HttpLambdaIntegration('Integration', backend);
  if (isProtected) {
    const keys = ApiKeys.fromStage(stack, 'Keys', { stage: 'local' });
    keys.protect(rest);
    keys.protect(http);
  }
  for (const route of routes) {
    rest.root.addResource(route).addMethod('GET');
    http.addRoutes({ path: `/${route}`, methods: [HttpMethod.GET], integration });
  }
  new CfnOutput(stack, 'RestId', { value: rest.restApiId });
  new CfnOutput(stack, 'HttpId', { value: http.apiId });
}

/** The status of both APIs for a route. */
async function statuses(route: string, headers: Record<string, string> = {}): Promise<number[]> {
  const { Stacks = [] } = await new CloudFormationClient(rootClient(endpointUrl)).send(
    new DescribeStacksCommand({ StackName: STACK }),
  );
  const outputs = new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const gateway = `${endpointUrl}/_aws/execute-api`;
  const urls = [
    `${gateway}/${outputs.get('RestId')}/prod/${route}`,
    `${gateway}/${outputs.get('HttpId')}/${route}`,
  ];
  return Promise.all(urls.map(async (url) => (await fetch(url, { headers })).status));
}

it('protect() closes APIs that were deployed open, and whatever route is added to them later', async () => {
  await deployApp((app) => define(app, { isProtected: false, routes: ['first'] }));
  expect(await statuses('first')).toEqual([200, 200]);

  await deployApp((app) => define(app, { isProtected: true, routes: ['first'] }));
  expect(await statuses('first')).toEqual([401, 403]);

  await deployApp((app) => define(app, { isProtected: true, routes: ['first', 'second'] }));
  expect(await statuses('first')).toEqual([401, 403]);
  expect(await statuses('second')).toEqual([401, 403]);

  const { value } = await newKey(await newTenant());
  const headers = { authorization: `Bearer ${value}` };
  expect(await statuses('first', headers)).toEqual([200, 200]);
  expect(await statuses('second', headers)).toEqual([200, 200]);

  await deployApp((app) => define(app, { isProtected: false, routes: ['first'] }));
  expect(await statuses('first')).toEqual([200, 200]);
}, 180_000);
