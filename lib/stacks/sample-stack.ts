import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { EndpointType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { User } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ApiKeys } from '../constructs/api-keys/api-keys.ts';
import { BundledFunction } from '../constructs/bundled-function.ts';
import { grantSmoke } from '../constructs/smoke-grants.ts';

export interface SampleStackProps extends StackProps {
  readonly keys: ApiKeys;
  /** The name of the stage. */
  readonly stage: string;
}

const PERMISSIONS = { 'GET /orders/{id}': 'orders:read' };
const PROTECTION = { open: ['GET /health'], permissions: PERMISSIONS };

const NO_ACCESS_LOG = {
  id: 'AwsSolutions-APIG1',
  reason: 'this is a local sample, and the emulator writes no access logs',
};
const OPEN_HEALTH_CHECK = { id: 'AwsSolutions-APIG4', reason: 'shows an open route' };
const GUARDED_IN_PROCESS = { id: 'AwsSolutions-APIG4', reason: 'its function decides on keys itself' };

/**
 * One sample service in three forms: behind a protected REST API, behind a protected HTTP API, and with the guard in its
 * function. Also an IAM user who can manage the keys of all tenants.
 */
export class SampleStack extends Stack {
  constructor(scope: Construct, id: string, { keys, stage, ...props }: SampleStackProps) {
    super(scope, id, props);
    const backend = new BundledFunction(this, 'Backend', {
      bundle: 'sample-api',
      description: 'Returns the context of the authorizer',
      timeout: Duration.seconds(5),
    });

    const restApi = sampleRestApi(this, backend);
    keys.protect(restApi, PROTECTION);
    new CfnOutput(this, 'SampleRestApiId', { value: restApi.restApiId });
    new CfnOutput(this, 'SampleRestUrl', { value: restApi.url });

    const httpApi = sampleHttpApi(this, 'HttpApi', backend);
    keys.protect(httpApi, PROTECTION);
    new CfnOutput(this, 'SampleHttpApiId', { value: httpApi.apiId });
    new CfnOutput(this, 'SampleHttpUrl', { value: httpApi.apiEndpoint });

    const guardApi = sampleGuardApi(this, keys);
    new CfnOutput(this, 'SampleGuardApiId', { value: guardApi.apiId });
    new CfnOutput(this, 'SampleGuardUrl', { value: guardApi.apiEndpoint });

    const admin = new User(this, 'Admin');
    keys.grantAdmin(admin, { tenants: 'all', role: 'app-admin' });
    grantSmoke(admin, stage);
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
  api.root.addResource('slow').addMethod('GET');
  const health = api.root.addResource('health').addMethod('GET');
  Validations.of(health).acknowledge(OPEN_HEALTH_CHECK);
  Validations.of(api).acknowledge(
    NO_ACCESS_LOG,
    { id: 'AwsSolutions-APIG2', reason: 'the sample takes no parameters or bodies that could be validated' },
    { id: 'AwsSolutions-APIG3', reason: 'a firewall has a cost, and the sample has no data to protect' },
    { id: 'AwsSolutions-APIG6', reason: 'an execution log would contain the keys of its callers' },
    { id: 'AwsSolutions-COG4', reason: "Postern's keys protect it" },
  );
  return api;
}

function sampleHttpApi(scope: Construct, id: string, backend: BundledFunction): HttpApi {
  const api = new HttpApi(scope, id);
  Validations.of(api).acknowledge(NO_ACCESS_LOG);
  const integration = new HttpLambdaIntegration('Backend', backend, { scopePermissionToRoute: false });
  const { GET, POST, DELETE } = HttpMethod;
  api.addRoutes({ path: '/hello', methods: [GET, POST, DELETE], integration });
  api.addRoutes({ path: '/orders/{id}', methods: [GET], integration });
  api.addRoutes({ path: '/slow', methods: [GET], integration });
  for (const health of api.addRoutes({ path: '/health', methods: [GET], integration })) {
    Validations.of(health).acknowledge(OPEN_HEALTH_CHECK);
  }
  return api;
}

function sampleGuardApi(scope: Construct, keys: ApiKeys): HttpApi {
  const service = new BundledFunction(scope, 'GuardedBackend', {
    bundle: 'sample-guarded-api',
    description: 'Decides on API keys itself and returns their permissions',
    timeout: Duration.seconds(10),
  });
  keys.guard(service, { permissions: PERMISSIONS });
  const api = sampleHttpApi(scope, 'GuardedApi', service);
  Validations.of(api).acknowledge(GUARDED_IN_PROCESS);
  return api;
}
