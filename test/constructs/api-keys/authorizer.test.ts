import { Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage, HttpApi, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { KeyStore } from '../../../lib/constructs/key-store/key-store.ts';
import { requirementOf } from '../../../lib/core/access/permissions.ts';
import { appWithHttpApi } from '../../support/app-with-http-api.ts';
import { appWithRestApi } from '../../support/app-with-rest-api.ts';
import { actionsOf, statementsOfFunction } from '../../support/role-statements.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const AUTHORIZER = 'Decides on API keys';
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const env = { region: 'eu-central-1' };

/** Postern with or without a customer managed key, and a protected API of each kind in a separate stack. */
function protectedApis({ customerManagedKey }: { customerManagedKey: boolean }) {
  const app = temporaryApp();
  const data = new Stack(app, 'Data', { env });
  const encryptionKey = customerManagedKey ? new Key(data, 'Key') : undefined;
  const store = new KeyStore(data, 'KeyStore', { encryptionKey });
  const access = new Stack(app, 'Access', { env });
  const keys = new ApiKeys(access, 'ApiKeys', { store });
  const backend = new Stack(app, 'Backend', { env });
  const restApi = new RestApi(backend, 'Rest');
  restApi.root.addMethod('GET');
  keys.protect(restApi);
  keys.protect(new HttpApi(backend, 'Http'));
  return { access: Template.fromStack(access), backend: Template.fromStack(backend) };
}

describe('the concurrency of an authorizer', () => {
  const FUNCTION = 'AWS::Lambda::Function';
  const concurrencies = (template: Template) =>
    Object.values(template.findResources(FUNCTION, { Properties: { Description: AUTHORIZER } })).map(
      ({ Properties }) => Properties.ReservedConcurrentExecutions,
    );

  it('is shared with the account by default, and reserved for the API by option', () => {
    for (const options of [{}, { reservedConcurrency: 50 }]) {
      for (const { stack, keys, api } of [appWithHttpApi(), appWithRestApi()]) {
        keys.protect(api, options);
        expect(concurrencies(Template.fromStack(stack))).toEqual([options.reservedConcurrency]);
      }
    }
  });

  it.each([0, -1, 1.5, Number.NaN])('is rejected if it is %d', (reservedConcurrency) => {
    for (const { keys, api } of [appWithHttpApi(), appWithRestApi()])
      expect(() => keys.protect(api, { reservedConcurrency })).toThrow('Use a whole number of 1 or more');
  });
});

describe('the concurrency of the shared authorizer', () => {
  it('is shared with the account by default, and reserved by option', () => {
    for (const reservedConcurrency of [undefined, 50]) {
      const stack = new Stack(temporaryApp(), 'Access', { env });
      new ApiKeys(stack, 'ApiKeys', { reservedConcurrency });
      const Properties = { Description: AUTHORIZER };
      const found = Template.fromStack(stack).findResources('AWS::Lambda::Function', { Properties });
      expect(Object.values(found).map((each) => each.Properties.ReservedConcurrentExecutions)).toEqual([
        reservedConcurrency,
      ]);
    }
  });

  it('is rejected if it is 0', () => {
    const stack = new Stack(temporaryApp(), 'Access', { env });
    expect(() => new ApiKeys(stack, 'ApiKeys', { reservedConcurrency: 0 })).toThrow(
      'Use a whole number of 1 or more',
    );
  });
});

describe('the throttling of the stage of a protected API', () => {
  const throttle = { rateLimit: 500, burstLimit: 1000 };

  it('applies to all routes of an HTTP API and of a REST API, beside other settings of the stage', () => {
    const http = appWithHttpApi();
    http.keys.protect(http.api, { throttle });
    Template.fromStack(http.stack).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 },
    });
    const { app, stack, keys } = appWithHttpApi();
    const rest = new RestApi(stack, 'Rest', {
      cloudWatchRole: false,
      deployOptions: { metricsEnabled: true, methodOptions: { '/slow/GET': { throttlingRateLimit: 5 } } },
    });
    rest.root.addMethod('GET');
    keys.protect(rest, { throttle });
    app.synth();
    const [found] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Stage'));
    expect(found?.Properties.MethodSettings).toEqual([
      expect.objectContaining({
        ...{ HttpMethod: '*', ResourcePath: '/*', MetricsEnabled: true },
        ...{ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 },
      }),
      expect.objectContaining({ HttpMethod: 'GET', ThrottlingRateLimit: 5 }),
    ]);
  });

  it.each([
    [{ rateLimit: 0, burstLimit: 1 }, "Invalid throttle.rateLimit '0'. Use a whole number from 1 to 100000"],
    [{ rateLimit: 1, burstLimit: 1.5 }, "Invalid throttle.burstLimit '1.5'"],
    [{ rateLimit: 100_001, burstLimit: 1 }, "Invalid throttle.rateLimit '100001'"],
  ])('is rejected with the allowed range: %j', (invalid, message) => {
    for (const { keys, api } of [appWithHttpApi(), appWithRestApi()])
      expect(() => keys.protect(api, { throttle: invalid })).toThrow(message);
  });

  it('is rejected for an API without a stage, and for a stage that is throttled already', () => {
    const { stack, keys } = appWithHttpApi();
    const ofAll = { throttlingRateLimit: 5 };
    for (const [api, message] of [
      [new HttpApi(stack, 'NoStage', { createDefaultStage: false }), 'creates no stage'],
      [new RestApi(stack, 'NoDeployment', { deploy: false }), 'creates no stage'],
      [new RestApi(stack, 'Throttled', { deployOptions: ofAll }), "is throttled already by 'deployOptions'"],
    ] as const)
      expect(() => keys.protect(api, { throttle })).toThrow(message);
    const other = appWithHttpApi({ createDefaultStage: false });
    other.api.addStage('$default', { autoDeploy: true, throttle });
    expect(() => other.keys.protect(other.api, { throttle })).toThrow('creates no stage');
  });

  // 0 closes a stage.
  it.each([{ throttlingRateLimit: 0 }, { throttlingBurstLimit: 5 }])(
    'is rejected for an HTTP API whose stage has %j',
    (settings) => {
      const { api, keys } = appWithHttpApi();
      const stage = api.defaultStage?.node.defaultChild;
      if (stage instanceof CfnStage) stage.defaultRouteSettings = settings;
      expect(() => keys.protect(api, { throttle })).toThrow("is throttled already by 'throttle'");
    },
  );

  it.each([
    [{ rateLimit: 0, burstLimit: 1 }, "Invalid throttle.admin.rateLimit '0'"],
    [{ rateLimit: 1, burstLimit: 100_001 }, "Invalid throttle.admin.burstLimit '100001'"],
  ])("has the same bounds for Postern's own API: %j", (admin, message) => {
    const { stack } = appWithHttpApi();
    const limits = { admin, public: throttle };
    expect(() => new ApiKeys(stack, 'Other', { throttle: limits })).toThrow(message);
  });

  it("can be a value of the deployment for Postern's own API", () => {
    const { stack } = appWithHttpApi();
    const limits = { admin: { rateLimit: Token.asNumber('x') }, public: {} };
    expect(() => new ApiKeys(stack, 'Other', { throttle: limits })).not.toThrow();
  });
});

describe('the role of each authorizer', () => {
  it.each([
    { customerManagedKey: false, rights: ['dynamodb:GetItem', 'dynamodb:UpdateItem', ...LOGS] },
    {
      customerManagedKey: true,
      rights: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'kms:Decrypt', ...LOGS],
    },
  ])('has only $rights (customer managed key: $customerManagedKey)', ({ customerManagedKey, rights }) => {
    const { access, backend } = protectedApis({ customerManagedKey });
    for (const [template, count] of [
      [access, 1],
      [backend, 2],
    ] as const) {
      const statements = statementsOfFunction(template, AUTHORIZER);
      expect(actionsOf(statements)).toEqual(Array(count).fill(rights).flat().sort());
      expect(JSON.stringify(statements.map(({ Resource }) => Resource))).not.toContain('*');
    }
  });

  it('writes only the limits table', () => {
    const statements = statementsOfFunction(protectedApis({ customerManagedKey: false }).backend, AUTHORIZER);
    const writes = statements.filter(({ Action }) => Action.includes('dynamodb:UpdateItem'));
    expect(writes).toHaveLength(2);
    for (const { Resource } of writes) {
      expect(Resource).toEqual({ 'Fn::ImportValue': expect.stringMatching(/LimitsTable.*Arn/) });
    }
  });

  it('reads only the table, without its indexes, and decrypts through DynamoDB only for that table', () => {
    const statements = statementsOfFunction(protectedApis({ customerManagedKey: true }).backend, AUTHORIZER);
    const reads = statements.filter(({ Action }) => Action.includes('dynamodb:GetItem'));
    const decrypts = statements.filter(({ Action }) => Action.includes('kms:Decrypt'));
    expect([reads.length, decrypts.length]).toEqual([2, 2]);
    for (const { Resource } of reads) {
      expect(Resource).toEqual({ 'Fn::ImportValue': expect.stringMatching(/KeyStoreTable.*Arn/) });
    }
    for (const { Condition } of decrypts) {
      expect(Condition).toMatchObject({
        StringEquals: { 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' },
      });
    }
  });
});

describe('the authorizer of a protected API', () => {
  it('is in the stack of the API, and no other stack refers to it', () => {
    const { keys, keysStack, api, stack, template } = appWithRestApi();
    keys.protect(api);
    template().resourcePropertiesCountIs('AWS::Lambda::Function', { Description: AUTHORIZER }, 1);
    expect(stack.dependencies).toEqual([keysStack]);
    expect(keysStack.dependencies).toEqual([]);
  });

  it('is invoked for each request to a REST API, also without a credential', () => {
    const { keys, api, template } = appWithRestApi();
    keys.protect(api);
    template().hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: '',
    });
  });

  it('is invoked for each request to an HTTP API, also without a credential', () => {
    const { keys, api, template } = appWithHttpApi();
    keys.protect(api);
    template().hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: [],
    });
  });

  it('receives only the routes with their own permissions', () => {
    const { keys, api, template } = appWithRestApi();
    api.root.addResource('orders').addMethod('ANY');
    keys.protect(api, { permissions: { 'GET /orders': 'orders:read', 'ANY /orders': null } });
    template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { POSTERN_ROUTES: JSON.stringify({ 'GET /orders': 'orders:read', 'ANY /orders': null }) },
      },
    });
  });

  it('accepts a permission for the default route of an HTTP API', () => {
    const { api, integration, keys, stack, template } = appWithHttpApi();
    new HttpRoute(stack, 'Default', { httpApi: api, routeKey: HttpRouteKey.DEFAULT, integration });
    const routes = { $default: 'rest:use' };
    keys.protect(api, { permissions: routes });
    expect(requirementOf(routes, 'PUT', '$default')).toEqual({ kind: 'permission', permission: 'rest:use' });
    template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { POSTERN_ROUTES: JSON.stringify(routes) } },
    });
  });

  it('rejects permissions that exceed the environment limit', () => {
    const { keys, api } = appWithRestApi();
    const routes = Array.from({ length: 200 }, (_, n) => [`GET /r${n}`, 'some:permission']);
    expect(() => keys.protect(api, { permissions: Object.fromEntries(routes) })).toThrow(
      /permissions of 200 routes need \d+ bytes of environment variables; Lambda allows 4096/,
    );
  });
});
