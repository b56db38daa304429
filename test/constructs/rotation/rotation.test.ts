import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { CASCADE_PARTITION } from '../../../lib/adapters/dynamodb/cascade-item.ts';
import { TENANT_PARTITION } from '../../../lib/adapters/dynamodb/tenant-item.ts';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { KeyStore } from '../../../lib/constructs/key-store/key-store.ts';
import { Rotation, type RotationProps } from '../../../lib/constructs/rotation/rotation.ts';
import { UsageStore } from '../../../lib/constructs/usage-store/usage-store.ts';
import { actionsOf, statementsOfFunction, statementsOfRole } from '../../support/role-statements.ts';
import { throwAwayApp } from '../../support/temporary-app.ts';

const ROTATES = 'Rotates managed keys: the one function that reads and writes their secrets';
const SWEEPS = 'Queues the managed keys that are due';

function rotating(props: Partial<RotationProps> = {}) {
  const app = throwAwayApp();
  const data = new Stack(app, 'Data');
  const [store, usage] = [new KeyStore(data, 'Store'), new UsageStore(data, 'Usage')];
  const stack = new Stack(app, 'Rotation');
  const rotation = new Rotation(stack, 'Rotation', { store, usage, name: 'test', ...props });
  const access = new Stack(app, 'Access');
  const keys = new ApiKeys(access, 'Keys', { store, usage, rotation, stage: 'test' });
  return { rotation, keys, own: Template.fromStack(stack), access: Template.fromStack(access) };
}

const json = (value: unknown) => JSON.stringify(value);

describe('the function that rotates', () => {
  it('may reach secrets of this deployment alone, and no other function reads any', () => {
    const { own, access } = rotating();
    const onSecrets = statementsOfFunction(own, ROTATES).filter((statement) =>
      actionsOf([statement]).some((action) => action.startsWith('secretsmanager:')),
    );
    expect(onSecrets.length).toBeGreaterThan(0);
    for (const { Resource } of onSecrets) expect(json(Resource)).toContain(':secret:postern/test/*');
    expect(actionsOf(onSecrets)).not.toContain('secretsmanager:DeleteSecret');
    const roles = [own, access].flatMap((template) =>
      Object.keys(template.findResources('AWS::IAM::Role')).map((id) => ({ template, id })),
    );
    const readers = roles.filter(({ template, id }) =>
      actionsOf(statementsOfRole(template, id)).includes('secretsmanager:GetSecretValue'),
    );
    expect(readers.map(({ id }) => id)).toEqual([expect.stringContaining('RotateKeyRole')]);
  });

  it('uses the key through Secrets Manager alone', () => {
    const { own } = rotating();
    const onKey = statementsOfFunction(own, ROTATES).filter((statement) =>
      actionsOf([statement]).some((action) => action.startsWith('kms:')),
    );
    for (const { Condition } of onKey) expect(json(Condition)).toContain('"kms:ViaService"');
  });

  it('can neither scan nor call a function, itself above all, but where Secrets Manager asks that of whom it takes a schedule', () => {
    const { own } = rotating({ schedules: ['postern'] });
    const actions = actionsOf(statementsOfFunction(own, ROTATES));
    for (const action of ['dynamodb:Scan', 'lambda:InvokeFunction', 'lambda:InvokeAsync']) {
      expect(actions).not.toContain(action);
    }
  });

  it('is called by Secrets Manager of this account alone', () => {
    rotating().own.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  it('runs five times at once at most, says which messages failed, and has the time that the engine counts on', () => {
    const { own } = rotating({ timing: { maxRunTime: Duration.seconds(90) } });
    own.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    own.hasResourceProperties('AWS::Lambda::Function', {
      Description: ROTATES,
      Timeout: 90,
      Environment: {
        Variables: Match.objectLike({
          POSTERN_ROTATION: 'test',
          POSTERN_ROTATION_LIMITS:
            '{"maxRunMs":90000,"clockSkewMs":60000,"propagationMs":60000,"rotationTimeoutMs":21600000,"resyncIntervalMs":3600000}',
        }),
      },
    });
  });
});

describe('the sweep', () => {
  it('may list what is due and move it, and queue: it reads neither keys nor secrets, and writes nothing else', () => {
    const statements = statementsOfFunction(rotating().own, SWEEPS);
    expect(actionsOf(statements.filter(({ Resource }) => !json(Resource).includes('Log')))).toEqual([
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'sqs:SendMessage',
    ]);
    const [query] = statements.filter((statement) => actionsOf([statement]).includes('dynamodb:Query'));
    expect(json(query?.Resource)).toMatch(/index\/gsi1.*index\/gsi2/);
    expect(query?.Condition).toEqual({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': ['visits#*', CASCADE_PARTITION, TENANT_PARTITION],
      },
    });
    const [update] = statements.filter((statement) => actionsOf([statement]).includes('dynamodb:UpdateItem'));
    expect(update?.Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*'] },
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'gsi2pk', 'gsi2sk'] },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
    });
  });

  it('runs each minute, has tenants reported on each day, and does not queue again what may be at work', () => {
    const { own } = rotating();
    for (const [expression, event] of [
      ['rate(1 minute)', '{"postern":"sweep-due"}'],
      ['cron(0 6 * * ? *)', '{"postern":"daily-check"}'],
    ]) {
      own.hasResourceProperties('AWS::Scheduler::Schedule', {
        ScheduleExpression: expression,
        Target: Match.objectLike({ Input: event }),
      });
    }
    own.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 360,
      MessageRetentionPeriod: 1800,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 3 }),
    });
    own.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ POSTERN_LEASE_MS: '1800000' }) },
    });
  });
});

describe('the key of the secrets', () => {
  it('lets readers of any account decrypt secrets of this deployment, through Secrets Manager alone', () => {
    rotating().own.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      Properties: {
        EnableKeyRotation: true,
        KeyPolicy: Match.objectLike({
          Statement: Match.arrayWith([
            {
              Sid: 'ReadersThroughSecretsManager',
              Effect: 'Allow',
              Principal: { AWS: '*' },
              Action: 'kms:Decrypt',
              Resource: '*',
              Condition: {
                StringEquals: Match.anyValue(),
                StringLike: { 'kms:EncryptionContext:SecretARN': Match.anyValue() },
              },
            },
          ]),
        }),
      },
    });
  });
});

describe('ApiKeys that are told of a rotation', () => {
  it('let the control API ask it, tell it whom to ask, and publish it by stage', () => {
    const { access } = rotating();
    const statements = statementsOfFunction(access, 'Manages tenants, owners and keys');
    const calls = statements.filter((each) => actionsOf([each]).includes('lambda:InvokeFunction'));
    expect(calls).toHaveLength(1);
    expect(json(calls[0]?.Resource)).toContain('RotateKey');
    expect(actionsOf(statements).filter((action) => action.startsWith('secretsmanager:'))).toEqual([]);
    access.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ POSTERN_ROTATE_KEY_FUNCTION: Match.anyValue() }) },
    });
    access.hasResourceProperties('AWS::SSM::Parameter', { Name: '/postern/test/rotate-key' });
  });
});

describe('a rotation that can not be', () => {
  it.each([
    [{ name: 'Prod!' }, "the rotation is called 'Prod!'; allowed are a-z, 0-9 and -, at most 31 characters"],
    [
      { timing: { maxRunTime: Duration.minutes(16) } },
      "the timing's 'maxRunTime' is 960 seconds; allowed are 10 to 900 seconds",
    ],
    [
      { timing: { maxRunTime: Duration.minutes(1), rotationTimeout: Duration.minutes(2) } },
      "the timing's 'rotationTimeout' is 120 seconds; allowed are 180 to 604800 seconds",
    ],
    [
      { timing: { resyncInterval: Duration.seconds(30) } },
      "the timing's 'resyncInterval' is 30 seconds; allowed are 60 to 86400 seconds",
    ],
    [{ profile: 'mine' }, "no profile is called 'mine'"],
  ])('fails the synth: %j', (props, message) => {
    expect(() => rotating(props)).toThrow(message);
  });
});
