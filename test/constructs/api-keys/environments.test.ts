import { App, type Environment, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { ApiKeys, type IApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { KeyStore } from '../../../lib/constructs/key-store/key-store.ts';
import { Rotation } from '../../../lib/constructs/rotation/rotation.ts';

const HERE = { account: '111111111111', region: 'eu-west-1' };
const ELSEWHERE: [string, Environment, RegExp][] = [
  [
    'Region',
    { ...HERE, region: 'us-east-1' },
    /in us-east-1 and its keys in eu-west-1\. Keys are stored per/,
  ],
  ['account', { ...HERE, account: '222222222222' }, /in account 222222222222 and its keys in 111111111111/],
];

const USES: Record<string, (keys: IApiKeys, stack: Stack) => void> = {
  'protect() of a REST API': (keys, stack) => {
    const api = new RestApi(stack, 'Api');
    api.root.addMethod('GET');
    keys.protect(api);
  },
  'protect() of an HTTP API': (keys, stack) => keys.protect(new HttpApi(stack, 'Api')),
  'guard()': (keys, stack) => {
    const code = Code.fromInline('exports.handler = async () => ({})');
    keys.guard(
      new LambdaFunction(stack, 'Fn', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code }),
    );
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

  it('rejects the same of a deployment that is found by its stage', () => {
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
