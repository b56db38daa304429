import { App, type Environment, Stack } from 'aws-cdk-lib';
import { CfnAuthorizer, CfnRestApi, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { ApiKeys, type IApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { AuditStore } from '../../../lib/constructs/audit-store/audit-store.ts';
import { KeyStore } from '../../../lib/constructs/key-store/key-store.ts';
import { Rotation } from '../../../lib/constructs/rotation/rotation.ts';
import { UsageStore } from '../../../lib/constructs/usage-store/usage-store.ts';

const HERE = { account: '111111111111', region: 'eu-west-1' };
const ELSEWHERE: [string, Environment, RegExp][] = [
  [
    'Region',
    { ...HERE, region: 'us-east-1' },
    /in us-east-1 and its keys in eu-west-1\. Keys are stored per/,
  ],
  ['account', { ...HERE, account: '222222222222' }, /in account 222222222222 and its keys in 111111111111/],
];

function someFunction(stack: Stack): LambdaFunction {
  const code = Code.fromInline('exports.handler = async () => ({})');
  return new LambdaFunction(stack, 'Fn', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code });
}

const USES: Record<string, (keys: IApiKeys, stack: Stack) => void> = {
  'protect() of a REST API': (keys, stack) => {
    const api = new RestApi(stack, 'Api');
    api.root.addMethod('GET');
    keys.protect(api);
  },
  'protect() of an HTTP API': (keys, stack) => keys.protect(new HttpApi(stack, 'Api')),
  'guard()': (keys, stack) => {
    keys.guard(someFunction(stack));
  },
};

describe.each(Object.entries(USES))('%s', (_, use) => {
  it.each(ELSEWHERE)(
    'rejects what is in another %s than its keys, and says what to write',
    (_kind, env, message) => {
      const app = new App();
      const keys = new ApiKeys(new Stack(app, 'Keys', { env: HERE }), 'ApiKeys');
      const stack = new Stack(app, 'Backend', { env });
      expect(() => use(keys, stack)).toThrow(message);
      expect(() => use(keys, new Stack(app, 'Again', { env }))).toThrow(
        'ApiKeys.fromStage(scope, id, { stage })',
      );
    },
  );

  it('also rejects another environment for a deployment that is found by its stage', () => {
    const app = new App();
    const keys = ApiKeys.fromStage(new Stack(app, 'Here', { env: HERE }), 'Keys', { stage: 'prod' });
    const stack = new Stack(app, 'Backend', { env: { ...HERE, region: 'us-east-1' } });
    expect(() => use(keys, stack)).toThrow('Keys are stored per account and Region');
  });

  it.each<[string, Environment | undefined]>([
    ['the same', HERE],
    ['an unknown', undefined],
  ])('accepts %s environment', (_kind, env) => {
    const app = new App();
    const keys = new ApiKeys(new Stack(app, 'Keys', { env }), 'ApiKeys');
    expect(() => use(keys, new Stack(app, 'Backend', { env }))).not.toThrow();
  });
});

it.each(ELSEWHERE)('ApiKeys and Rotation reject a store in another %s', (_, env) => {
  const app = new App();
  const store = new KeyStore(new Stack(app, 'Store', { env: HERE }), 'Store');
  const stack = new Stack(app, 'Keys', { env });
  expect(() => new ApiKeys(stack, 'ApiKeys', { store })).toThrow('Keys are stored per account and Region');
  expect(() => new Rotation(stack, 'Rotation', { name: 'prod', store })).toThrow(
    'stored per account and Region',
  );
});

/** Apps may refer from one Region to another, so that CDK does not reject it by itself. */
function stackPair(env: Environment) {
  const app = new App();
  return {
    here: new Stack(app, 'Here', { env: HERE, crossRegionReferences: true }),
    elsewhere: new Stack(app, 'Elsewhere', { env, crossRegionReferences: true }),
  };
}

describe.each(ELSEWHERE)('in another %s', (_, env) => {
  it('ApiKeys rejects a usage store, an audit store and a rotation, with the next step', () => {
    const { here, elsewhere } = stackPair(env);
    const usage = new UsageStore(elsewhere, 'Usage');
    const audit = new AuditStore(elsewhere, 'Audit');
    const store = new KeyStore(elsewhere, 'Store');
    const rotation = new Rotation(elsewhere, 'Rotation', { name: 'prod', store });
    for (const [property, props] of Object.entries({
      usage: { usage },
      audit: { audit },
      rotation: { rotation },
    })) {
      expect(() => new ApiKeys(here, `With-${property}`, props)).toThrow(
        new RegExp(`its '${property}' in .*Create the construct of '${property}' in a stack of`),
      );
    }
  });

  it('Rotation rejects a usage store and an audit store, with the next step', () => {
    const { here, elsewhere } = stackPair(env);
    const store = new KeyStore(here, 'Store');
    const usage = new UsageStore(elsewhere, 'Usage');
    const audit = new AuditStore(elsewhere, 'Audit');
    for (const [property, props] of Object.entries({ usage: { usage }, audit: { audit } })) {
      expect(() => new Rotation(here, `With-${property}`, { name: 'prod', store, ...props })).toThrow(
        new RegExp(`its '${property}' in .*Create the construct of '${property}' in a stack of`),
      );
    }
  });

  it.each<[string, (stack: Stack) => IApiKeys]>([
    ['made here', rotatingKeys],
    ['found by its stage', (stack) => ApiKeys.fromStage(stack, 'Keys', { stage: 'prod' })],
  ])('managedKey() of a deployment %s rejects a first reader, and accepts it by its ARN', (_kind, keysIn) => {
    const { here, elsewhere } = stackPair(env);
    const keys = keysIn(here);
    const reader = someFunction(elsewhere);
    const payments = { tenant: 'acme', owner: 'payments' };
    expect(() => keys.managedKey('Payments', { ...payments, readers: [reader] })).toThrow(
      /first reader.*Name a reader of that account and Region first, or name this one by its ARN/,
    );
    const byArn = new ArnPrincipal('arn:aws:iam::222222222222:role/payments');
    expect(() => keys.managedKey('ByArn', { ...payments, readers: [byArn] })).not.toThrow();
  });

  it('protect() rejects an imported API as unsupported, in every environment', () => {
    const { here, elsewhere } = stackPair(env);
    const keys = new ApiKeys(here, 'ApiKeys');
    const api = RestApi.fromRestApiId(elsewhere, 'Api', 'abc');
    // @ts-expect-error The type excludes an imported API; JavaScript callers can pass it.
    expect(() => keys.protect(api)).toThrow('is an API of another app');
  });
});

it('an L1 API that names the authorizer of another Region does not synthesize', () => {
  const app = new App();
  const { authorizer } = new ApiKeys(new Stack(app, 'Keys', { env: HERE }), 'ApiKeys');
  const stack = new Stack(app, 'Backend', { env: { ...HERE, region: 'us-east-1' } });
  const api = new CfnRestApi(stack, 'Api', { name: 'orders' });
  new CfnAuthorizer(stack, 'Authorizer', {
    name: 'keys',
    type: 'REQUEST',
    restApiId: api.ref,
    authorizerUri: authorizer.functionArn,
  });
  expect(() => app.synth()).toThrow(
    "Cannot use resource 'Keys/ApiKeys/Authorizer' in a cross-environment fashion",
  );
});

function rotatingKeys(stack: Stack): ApiKeys {
  const store = new KeyStore(stack, 'Store');
  const rotation = new Rotation(stack, 'Rotation', { name: 'prod', store });
  return new ApiKeys(stack, 'ApiKeys', { store, rotation });
}
