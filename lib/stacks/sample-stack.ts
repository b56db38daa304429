import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EndpointType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { User } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ApiKeys } from '../constructs/api-keys/api-keys.ts';
import { BundledFunction } from '../constructs/bundled-function.ts';

export interface SampleStackProps extends StackProps {
  readonly keys: ApiKeys;
}

const PROTECTION = { open: ['GET /health'], permissions: { 'GET /orders/{id}': 'orders:read' } };

/** One small backend behind a REST API and an HTTP API, and a user who may manage everybody's keys. */
export class SampleStack extends Stack {
  constructor(scope: Construct, id: string, { keys, ...props }: SampleStackProps) {
    super(scope, id, props);
    const backend = new BundledFunction(this, 'Backend', {
      bundle: 'sample-api',
      description: 'Answers with what the authorizer handed on',
      timeout: Duration.seconds(5),
    });

    const restApi = sampleRestApi(this, backend);
    keys.protect(restApi, PROTECTION);
    new CfnOutput(this, 'SampleRestApiId', { value: restApi.restApiId });
    new CfnOutput(this, 'SampleRestUrl', { value: restApi.url });

    const httpApi = sampleHttpApi(this, backend);
    keys.protect(httpApi, PROTECTION);
    new CfnOutput(this, 'SampleHttpApiId', { value: httpApi.apiId });
    new CfnOutput(this, 'SampleHttpUrl', { value: httpApi.apiEndpoint });

    const admin = new User(this, 'Admin');
    keys.grantAdmin(admin, { tenants: 'all', role: 'app-admin' });
    new CfnOutput(this, 'AdminUserName', { value: admin.userName });
  }
}

function sampleRestApi(scope: Construct, backend: BundledFunction): RestApi {
  const api = new RestApi(scope, 'RestApi', {
    endpointTypes: [EndpointType.REGIONAL],
    cloudWatchRole: false,
    defaultIntegration: new LambdaIntegration(backend, { allowTestInvoke: false }),
  });
  const hello = api.root.addResource('hello');
  for (const method of ['GET', 'POST', 'DELETE']) hello.addMethod(method);
  api.root.addResource('orders').addResource('{id}').addMethod('GET');
  api.root.addResource('health').addMethod('GET');
  return api;
}

function sampleHttpApi(scope: Construct, backend: BundledFunction): HttpApi {
  const api = new HttpApi(scope, 'HttpApi');
  const integration = new HttpLambdaIntegration('Backend', backend, { scopePermissionToRoute: false });
  const { GET, POST, DELETE } = HttpMethod;
  api.addRoutes({ path: '/hello', methods: [GET, POST, DELETE], integration });
  api.addRoutes({ path: '/orders/{id}', methods: [GET], integration });
  api.addRoutes({ path: '/health', methods: [GET], integration });
  return api;
}
