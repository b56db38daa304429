import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { experimental } from 'aws-cdk-lib/aws-cloudfront';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  Code,
  DockerImageCode,
  DockerImageFunction,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { ApiKeys, type ApiKeysProps } from '../../../lib/constructs/api-keys/api-keys.ts';
import type { GuardOptions } from '../../../lib/constructs/api-keys/guard.ts';
import { KeyStore } from '../../../lib/constructs/key-store/key-store.ts';
import { accessVariables } from '../../../lib/contracts/environment/access.ts';
import { appWithKeys } from '../../support/app-with-keys.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const env = { region: 'eu-central-1' };

function service(stack: Stack): LambdaFunction {
  return new LambdaFunction(stack, 'Orders', {
    description: 'Orders',
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    environment: { LEVEL: 'info' },
  });
}

/** The environment of the guarded function, as parsed by the guard. */
function toldTo(options?: GuardOptions, props?: ApiKeysProps) {
  const { keys, stack, template } = appWithKeys(undefined, props);
  keys.guard(service(stack), options);
  const [found] = Object.values(template().findResources('AWS::Lambda::Function'));
  const { LEVEL, POSTERN_KEY_TABLE, ...variables } = found?.Properties.Environment.Variables ?? {};
  expect([LEVEL, POSTERN_KEY_TABLE]).toEqual([
    'info',
    { 'Fn::ImportValue': expect.stringContaining('Table') },
  ]);
  return accessVariables.read({ ...variables, POSTERN_KEY_TABLE: 'keys' });
}

describe('keys.guard(fn)', () => {
  it('adds environment variables to those of the function', () => {
    const plans = { free: { apiLimits: { seats: 1 } } };
    expect(toldTo(undefined, { profile: 'minds', plans })).toMatchObject({
      profile: { name: 'minds' },
      plans,
      routes: {},
      trustedHost: 'domain-name',
      forwardedProto: false,
    });
    const routes = { 'GET /orders/{id}': 'orders:read', $default: null };
    expect(toldTo({ permissions: routes })).toMatchObject({ profile: { name: 'default' }, routes });
  });

  it('trusts the protocol and host of a proxy only with the option', () => {
    expect(toldTo({ forwarded: ['proto'] })).toMatchObject({
      trustedHost: 'domain-name',
      forwardedProto: true,
    });
    expect(toldTo({ forwarded: ['host'] })).toMatchObject({
      trustedHost: 'forwarded-host',
      forwardedProto: false,
    });
    expect(toldTo({}, { trustedHost: 'host-header' })).toMatchObject({ trustedHost: 'host-header' });
  });

  it('accepts a credential only in the header of the deployment', () => {
    expect(toldTo({}, { credentialHeader: 'x-api-key' }).profile.credentialLocations).toEqual([
      { header: 'x-api-key', scheme: null },
    ]);
    expect(() => appWithKeys(undefined, { credentialHeader: 'x-key' })).toThrow(
      "the profile 'default' does not accept a credential in the header 'x-key'; allowed: authorization, x-api-key",
    );
  });

  it.each([
    { customerManagedKey: false, rights: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] },
    { customerManagedKey: true, rights: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'kms:Decrypt'] },
  ])(
    'grants the function only $rights (customer managed key: $customerManagedKey)',
    ({ customerManagedKey, rights }) => {
      const app = temporaryApp();
      const data = new Stack(app, 'Data', { env });
      const encryptionKey = customerManagedKey ? new Key(data, 'Key') : undefined;
      const keys = new ApiKeys(new Stack(app, 'Access', { env }), 'ApiKeys', {
        store: new KeyStore(data, 'KeyStore', { encryptionKey }),
      });
      const stack = new Stack(app, 'Backend', { env });
      keys.guard(service(stack));
      const template = Template.fromStack(stack);
      const policies = Object.values(template.findResources('AWS::IAM::Policy'));
      const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
      expect(statements.map(({ Action }) => Action).sort()).toEqual(rights);
      expect(JSON.stringify(statements.map(({ Resource }) => Resource))).not.toContain('*');
    },
  );

  it('supports the keys of another app', () => {
    const stack = new Stack(temporaryApp(), 'Other');
    ApiKeys.fromStage(stack, 'Keys', { stage: 'prod', profile: 'mindkey' }).guard(service(stack));
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          POSTERN_PROFILE: 'mindkey',
          POSTERN_KEY_TABLE: { Ref: Match.stringLikeRegexp('posternprodkeytable') },
        },
      },
    });
  });
});

describe('keys.guard(fn) rejects', () => {
  it.each<[string, (stack: Stack) => IFunction]>([
    ['an imported function', (stack) => LambdaFunction.fromFunctionName(stack, 'Orders', 'orders')],
    ['an alias', (stack) => service(stack).addAlias('live')],
    ['a version', (stack) => service(stack).currentVersion],
    [
      'an edge function',
      (stack) =>
        new experimental.EdgeFunction(stack, 'Orders', {
          runtime: Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: Code.fromInline('exports.handler = async () => ({});'),
        }),
    ],
  ])('%s, with the supported functions', (_, functionIn) => {
    const stack = new Stack(temporaryApp(), 'Backend', { env: { region: 'us-east-1' } });
    const keys = ApiKeys.fromStage(stack, 'Keys', { stage: 'prod' });
    const fn = functionIn(stack);
    // @ts-expect-error The type excludes these functions; JavaScript callers can pass it.
    expect(() => keys.guard(fn)).toThrow(
      /The environment of .* cannot be set: .*Call guard\(\) on the lambda\.Function/,
    );
  });

  it('a second call for one function, also for another deployment', () => {
    const { keys, stack } = appWithKeys();
    const fn = service(stack);
    keys.guard(fn);
    const other = ApiKeys.fromStage(stack, 'Other', { stage: 'prod' });
    for (const again of [keys, other]) {
      expect(() => again.guard(fn)).toThrow('Backend/Orders is already guarded. Call guard() once, with all');
    }
  });

  it.each<[string, object, string]>([
    ['an invalid route', { permissions: { '/orders': 'read' } }, "'/orders' is not a route; allowed are"],
    [
      'an invalid permission',
      { permissions: { 'GET /a': 'A' } },
      "'GET /a' requires the permission 'A'; allowed",
    ],
    [
      'an unsupported header',
      { forwarded: ['for'] },
      "Invalid value 'for' in the option 'forwarded' of guard(). Use: proto, host.",
    ],
  ])('%s', (_, options, message) => {
    const { keys, stack } = appWithKeys();
    expect(() => keys.guard(service(stack), options)).toThrow(message);
  });

  it('permissions that exceed the environment limit', () => {
    const { keys, stack } = appWithKeys();
    const routes = Array.from({ length: 200 }, (_, n) => [`GET /r${n}`, 'some:permission']);
    expect(() => keys.guard(service(stack), { permissions: Object.fromEntries(routes) })).toThrow(
      /permissions of 200 routes need \d+ bytes of environment variables; Lambda allows 4096/,
    );
  });
});

it('a function can be guarded after a rejected call', () => {
  const { keys, stack } = appWithKeys();
  const fn = service(stack);
  const routes = Array.from({ length: 200 }, (_, n) => [`GET /r${n}`, 'some:permission']);
  expect(() => keys.guard(fn, { permissions: Object.fromEntries(routes) })).toThrow();
  expect(() => keys.guard(fn)).not.toThrow();
});

function functionOn(
  stack: Stack,
  runtime: Runtime,
  environment: Record<string, string> = {},
): LambdaFunction {
  const code = runtime.supportsInlineCode ? Code.fromInline('x') : Code.fromAsset(import.meta.dirname);
  return new LambdaFunction(stack, 'Orders', { runtime, handler: 'index.handler', code, environment });
}

describe('a function with an unsupported runtime', () => {
  it.each([Runtime.PYTHON_3_13, Runtime.JAVA_21, Runtime.DOTNET_8, Runtime.RUBY_3_3, Runtime.NODEJS_18_X])(
    'is rejected: %s',
    (runtime) => {
      const { keys, stack } = appWithKeys();
      const fn = functionOn(stack, runtime);
      expect(() => keys.guard(fn)).toThrow(
        /has the runtime '.*', which cannot run guard\(\).*Use Node\.js 22 or later, or protect its API with keys\.protect/,
      );
    },
  );

  it('causes a warning if CDK does not know its runtime', () => {
    const { keys, stack, app } = appWithKeys();
    keys.guard(functionOn(stack, Runtime.PROVIDED_AL2023));
    const image = new DockerImageFunction(stack, 'Image', {
      code: DockerImageCode.fromEcr(Repository.fromRepositoryName(stack, 'Repository', 'orders')),
    });
    keys.guard(image);
    app.synth();
    const warnings = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('The function is open unless'),
    );
    expect(warnings.map(({ id }) => id).sort()).toEqual(['/Backend/Image', '/Backend/Orders']);
  });
});

describe('the environment of a guarded function', () => {
  it.each([
    ['before', true],
    ['after', false],
  ])('is measured completely at synth, with variables that are set %s guard()', (_, isBefore) => {
    const { keys, stack, app } = appWithKeys();
    const big = 'x'.repeat(3900);
    const fn = functionOn(stack, Runtime.NODEJS_24_X, isBefore ? { BIG: big } : {});
    keys.guard(fn);
    if (!isBefore) fn.addEnvironment('BIG', big);
    expect(() => app.synth()).toThrow(
      /its environment variables have 4\d{3} bytes with those of keys\.guard\(\); Lambda allows 4096/,
    );
  });

  it('may contain values that are unresolved at synth', () => {
    const { keys, stack, app } = appWithKeys();
    const fn = functionOn(stack, Runtime.NODEJS_24_X);
    fn.addEnvironment('STACK', stack.stackId);
    keys.guard(fn);
    expect(() => app.synth()).not.toThrow();
  });
});
