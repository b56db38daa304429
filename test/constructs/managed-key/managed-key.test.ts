import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ContainerImage, Secret as EcsSecret, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { AnyPrincipal, ArnPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { KeyStore } from '../../../lib/constructs/key-store/key-store.ts';
import type {
  AdoptedManagedKeyProps,
  ManagedKeyProps,
  NewManagedKeyProps,
} from '../../../lib/constructs/managed-key/managed-key-props.ts';
import { Rotation, type RotationProps } from '../../../lib/constructs/rotation/rotation.ts';
import { MANAGED_KEY_RESOURCE } from '../../../lib/contracts/managed-key-resource.ts';
import { actionsOf, statementsOfFunction } from '../../support/role-statements.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const PAYMENTS = { tenant: 'acme', owner: 'payments', name: 'Payments' };

/** Postern with rotation in one stack, and another stack with a function that is to read. */
function rotatingApp(profile = 'default', given: Partial<RotationProps> = {}) {
  const app = temporaryApp();
  const keysStack = new Stack(app, 'Keys');
  const store = new KeyStore(keysStack, 'Store');
  const rotation = new Rotation(keysStack, 'Rotation', { name: 'test', store, profile, ...given });
  const keys = new ApiKeys(keysStack, 'ApiKeys', { store, rotation, profile, stage: 'test', usage: false });
  const stack = new Stack(app, 'Service');
  const reader = new LambdaFunction(stack, 'Payments', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
  });
  return { app, keysStack, keys, rotation, stack, reader };
}

function propertiesOf(stack: Stack): Record<string, unknown> {
  const [resource] = Object.values(Template.fromStack(stack).findResources(MANAGED_KEY_RESOURCE));
  return resource?.Properties;
}

/** The logical ids of the managed keys of a stack. */
function idsOf(stack: Stack): string[] {
  return Object.keys(Template.fromStack(stack).findResources(MANAGED_KEY_RESOURCE));
}

describe('a managed key', () => {
  it('is in the stack of its reader, with all of its settings, and no other stack refers to it', () => {
    const { keys, keysStack, stack, reader } = rotatingApp();
    keys.managedKey('Payments', { ...PAYMENTS, rotateEvery: Duration.days(90), readers: [reader] });
    expect(propertiesOf(stack)).toEqual({
      ServiceToken: { 'Fn::ImportValue': expect.stringContaining('RotationManagedKeys') },
      ServiceTimeout: '900',
      Tenant: 'acme',
      Owner: 'payments',
      Name: 'Payments',
      Permissions: ['read'],
      Schedule: 'postern',
      RotateEveryMs: '7776000000',
      ConsumerCacheMs: '3600000',
      OverlapMs: '86400000',
      RetireWhenUnused: 'false',
      RetireDeadlineMs: '604800000',
      Windows: [],
      Readers: [{ 'Fn::GetAtt': [expect.stringContaining('PaymentsServiceRole'), 'Arn'] }],
      RevokeOnDelete: 'false',
    });
    expect(stack.dependencies).toEqual([keysStack]);
    expect(keysStack.dependencies).toEqual([]);
  });

  it('is in the stack of the keys if the app creates no reader, and supports readers of other accounts', () => {
    const { keys, keysStack } = rotatingApp();
    const other = 'arn:aws:iam::444455556666:role/reader';
    keys.managedKey('Payments', { ...PAYMENTS, readers: [new ArnPrincipal(other)] });
    expect(propertiesOf(keysStack)).toMatchObject({ Readers: [other] });
  });

  it('supports a reader role with a path, such as a role of IAM Identity Center with 137 characters', () => {
    const { keys, keysStack } = rotatingApp();
    const path = 'aws-reserved/sso.amazonaws.com/eu-central-1';
    const role = `arn:aws:iam::444455556666:role/${path}/AWSReservedSSO_PaymentsAdministrators_0123456789abcdef01`;
    keys.managedKey('Payments', { ...PAYMENTS, readers: [new ArnPrincipal(role)] });
    expect(propertiesOf(keysStack)).toMatchObject({ Readers: [role] });
  });

  it('of another app uses the provider that the app published', () => {
    const stack = new Stack(temporaryApp(), 'Service');
    const keys = ApiKeys.fromStage(stack, 'Keys', { stage: 'prod' });
    keys.managedKey('Payments', PAYMENTS);
    const { ServiceToken } = propertiesOf(stack);
    Template.fromStack(stack).hasParameter('*', {
      Type: 'AWS::SSM::Parameter::Value<String>',
      Default: '/postern/prod/managed-key-provider',
    });
    expect(ServiceToken).toEqual({ Ref: expect.stringContaining('managedkeyprovider') });
  });

  it('rotates every 90 days if the profile recommends it (MH-18), and only on demand otherwise', () => {
    const advised = rotatingApp('mindhunters');
    advised.keys.managedKey('Payments', PAYMENTS);
    expect(propertiesOf(advised.keysStack)).toMatchObject({ RotateEveryMs: '7776000000' });
    const { keys, keysStack } = rotatingApp();
    keys.managedKey('Payments', PAYMENTS);
    expect(propertiesOf(keysStack)).toMatchObject({ RotateEveryMs: 'never' });
  });

  it('supports schedules of Secrets Manager', () => {
    const { keys, keysStack } = rotatingApp();
    keys.managedKey('Payments', {
      ...PAYMENTS,
      rotation: 'secrets-manager',
      rotateEvery: Duration.days(30),
    });
    expect(propertiesOf(keysStack)).toMatchObject({
      Schedule: 'secrets-manager',
      RotateEveryMs: '2592000000',
    });
  });

  it('supports maintenance windows', () => {
    const { keys, keysStack } = rotatingApp();
    keys.managedKey('Payments', { ...PAYMENTS, windows: ['sat 02:30-24:00'] });
    expect(propertiesOf(keysStack)).toMatchObject({
      Windows: ['sat 02:30-24:00'],
    });
  });
});

describe('the secret of a managed key', () => {
  it('can be read only by its readers, including later readers', () => {
    const { keys, stack, reader } = rotatingApp();
    const key = keys.managedKey('Payments', { ...PAYMENTS, readers: [reader] });
    const later = new Role(stack, 'Later', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    key.grantRead(later);
    reader.addEnvironment('PAYMENTS_KEY', key.secretArn);
    const template = Template.fromStack(stack);
    expect(propertiesOf(stack).Readers).toHaveLength(2);
    const [id = ''] = idsOf(stack);
    const policies = Object.values(template.findResources('AWS::IAM::Policy'));
    expect(policies.map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual(
      Array(2).fill([
        {
          Effect: 'Allow',
          Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
          Resource: { 'Fn::GetAtt': [id, 'SecretArn'] },
        },
      ]),
    );
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { PAYMENTS_KEY: { 'Fn::GetAtt': [id, 'SecretArn'] } } },
    });
    expect(key.secret.secretArn).toBe(key.secretArn);
  });

  it('has no value in a template, and its decryption permissions are limited to Secrets Manager', () => {
    const { keys, stack, reader } = rotatingApp();
    keys.managedKey('Payments', { ...PAYMENTS, readers: [reader] });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/kms:|SecretString|resolve:secretsmanager/);
  });
});

describe('the logical ID of a managed key', () => {
  const idWith = (props: ManagedKeyProps, id = 'Payments') => {
    const { keys, keysStack } = rotatingApp('mindhunters');
    keys.managedKey(id, props);
    return idsOf(keysStack)[0];
  };

  it.each([{ tenant: 'other' }, { owner: 'billing' }, { environment: 'staging' }])(
    '%o is another resource',
    (changed) => {
      expect(idWith({ ...PAYMENTS, ...changed })).not.toBe(idWith(PAYMENTS));
    },
  );

  it.each([
    { name: 'Billing' },
    { permissions: ['orders:read'] },
    { rotateEvery: Duration.days(30) },
    { revokeOnDelete: true },
  ])('does not depend on %o', (changed) => {
    expect(idWith({ ...PAYMENTS, ...changed })).toBe(idWith(PAYMENTS));
  });

  it('does not depend on the construct path of an adopted key', () => {
    const adopted = { tenant: 'acme', adopt: '3fKq81ZbTn0x' };
    expect(idWith(adopted, 'Moved')).toBe(idWith(adopted));
    expect(idWith({ ...adopted, adopt: '3fKq81ZbTn0y' })).not.toBe(idWith(adopted));
  });
});

describe('synthesis rejects', () => {
  it.each<[string, Partial<NewManagedKeyProps>, RegExp]>([
    [
      'an overlap that is shorter than the cache of consumers',
      { overlap: Duration.minutes(30) },
      /an overlap of 30 minutes is too short: consumers may hold the old value for 61 minutes/,
    ],
    ['an overlap that is longer than the interval', { rotateEvery: Duration.hours(2) }, /too short/],
    ['a deadline below the overlap', { retireDeadline: Duration.hours(2) }, /shorter than the overlap/],
    ['an invalid tenant', { tenant: 'Acme!' }, /must be one DNS label/],
    ['an invalid owner', { owner: 'Pay ments' }, /Owner must be 1 to 63/],
    [
      'an invalid maintenance window',
      { windows: ['sat 2:00-4:00'] },
      /Invalid maintenance window 'sat 2:00-4:00': must be days/,
    ],
    [
      'a schedule of Secrets Manager that is not in whole days',
      { rotation: 'secrets-manager', rotateEvery: Duration.hours(36) },
      /whole days/,
    ],
    [
      'a reader that is any principal',
      { readers: [new AnyPrincipal()] },
      /Use functions, roles, users and accounts/,
    ],
    [
      'a reader that is a service',
      { readers: [new ServicePrincipal('ec2.amazonaws.com')] },
      /Use functions, roles, users and accounts/,
    ],
    [
      'a reader with a wildcard',
      { readers: [new ArnPrincipal('arn:aws:iam::111122223333:role/*')] },
      /without wildcards/,
    ],
    [
      'a reader with a wildcard in an unresolved ARN',
      { readers: [new ArnPrincipal(`arn:${Aws.PARTITION}:iam::111122223333:role/pay*`)] },
      /without wildcards/,
    ],
    ['a reader that is not an ARN', { readers: [new ArnPrincipal('payments')] }, /is not the ARN of a role/],
    [
      'a reader with an ARN that is too long',
      { readers: [new ArnPrincipal(`arn:aws:iam::111122223333:role/${'p/'.repeat(310)}`)] },
      /at most 640 characters/,
    ],
    ['five windows', { windows: Array(5).fill('sat 02:00-04:00') }, /at most 4/],
    ['an interval of a hundred years', { rotateEvery: Duration.days(36_500) }, /ten years/],
    ['an overlap of a hundred years', { overlap: Duration.days(36_500) }, /ten years/],
    ['a deadline of a hundred years', { retireDeadline: Duration.days(36_500) }, /ten years/],
    ['a consumer cache of a hundred years', { consumerCache: Duration.days(36_500) }, /ten years/],
    [
      'more than 16 readers',
      {
        readers: Array.from(
          { length: 17 },
          (_, each) => new ArnPrincipal(`arn:aws:iam::111122223333:role/r${each}`),
        ),
      },
      /has 17 readers; the maximum is 16/,
    ],
  ])('%s', (_, invalid, message) => {
    const { keys } = rotatingApp();
    expect(() => keys.managedKey('Payments', { ...PAYMENTS, ...invalid })).toThrow(message);
  });

  it.each<[string, Omit<AdoptedManagedKeyProps, 'tenant'>, RegExp]>([
    ['an invalid ID of an adopted key', { adopt: 'no key' }, /must have 1 to 64 letters and digits/],
    [
      'a grace period of a hundred years',
      { adopt: 'key1', existingValueGracePeriod: Duration.days(36_500) },
      /ten years/,
    ],
  ])('%s', (_, invalid, message) => {
    const { keys } = rotatingApp();
    expect(() => keys.managedKey('Payments', { tenant: 'acme', ...invalid })).toThrow(message);
  });

  it('properties of a new key beside adopt', () => {
    const { keys } = rotatingApp();
    // @ts-expect-error The type excludes them; JavaScript callers can set them.
    expect(() => keys.managedKey('Payments', { ...PAYMENTS, adopt: 'key1' })).toThrow(
      "owner, name of a managed key cannot be set with 'adopt': an existing key keeps its own",
    );
  });

  it('a grace period of a new key', () => {
    const { keys } = rotatingApp();
    const existingValueGracePeriod = Duration.days(1);
    // @ts-expect-error The type excludes it; JavaScript callers can set it.
    expect(() => keys.managedKey('Payments', { ...PAYMENTS, existingValueGracePeriod })).toThrow(
      "existingValueGracePeriod of a managed key requires 'adopt'",
    );
  });

  it('a schedule of Secrets Manager if the deployment does not support it, with the reason', () => {
    const { keys } = rotatingApp('default', { schedules: ['postern'] });
    const props = { ...PAYMENTS, rotation: 'secrets-manager', rotateEvery: Duration.days(30) } as const;
    expect(() => keys.managedKey('Payments', props)).toThrow(/never invokes the function/);
  });

  it('a managed key without a rotation', () => {
    const keys = new ApiKeys(new Stack(temporaryApp(), 'Keys'), 'ApiKeys');
    expect(() => keys.managedKey('Payments', PAYMENTS)).toThrow(/new Rotation\(this, 'Rotation'/);
  });
});

describe('an environment variable with the value causes a warning', () => {
  const warnings = (stack: Stack) =>
    Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('managed key'));

  it('in a function, but the ARN does not', () => {
    const { keys, stack, reader } = rotatingApp();
    const key = keys.managedKey('Payments', { ...PAYMENTS, readers: [reader] });
    reader.addEnvironment('PAYMENTS_KEY', key.secretArn);
    expect(warnings(stack)).toEqual([]);
    const other = rotatingApp();
    const { secret } = other.keys.managedKey('Payments', { ...PAYMENTS, readers: [other.reader] });
    other.reader.addEnvironment('PAYMENTS_KEY', secret.secretValueFromJson('value').unsafeUnwrap());
    expect(warnings(other.stack)).toHaveLength(1);
  });

  it('in an ECS task that receives it', () => {
    const { keys, stack, reader } = rotatingApp();
    const { secret } = keys.managedKey('Payments', { ...PAYMENTS, readers: [reader] });
    const task = new FargateTaskDefinition(stack, 'Task');
    const image = ContainerImage.fromRegistry('example');
    task.addContainer('Container', {
      image,
      secrets: { KEY: EcsSecret.fromSecretsManager(secret, 'value') },
    });
    expect(warnings(stack)).toHaveLength(1);
  });
});

describe('the provider', () => {
  it('exists once, is published, and can only invoke the rotation function', () => {
    const { keys, keysStack } = rotatingApp();
    keys.managedKey('Payments', PAYMENTS);
    keys.managedKey('Billing', { ...PAYMENTS, owner: 'billing' });
    const template = Template.fromStack(keysStack);
    const description = { Description: 'Creates managed keys for CloudFormation' };
    template.resourcePropertiesCountIs('AWS::Lambda::Function', description, 1);
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/postern/test/managed-key-provider' });
    const statements = statementsOfFunction(template, description.Description);
    expect(actionsOf(statements)).toEqual([
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      ...description,
      Environment: { Variables: { POSTERN_ROTATE_KEY_FUNCTION: Match.anyValue() } },
    });
  });
});
