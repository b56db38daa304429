import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { CASCADE_PARTITION } from '../../../lib/adapters/dynamodb/cascade-item.ts';
import { reconcilePartition } from '../../../lib/adapters/dynamodb/reconcile-schedule-key.ts';
import { TENANT_PARTITION } from '../../../lib/adapters/dynamodb/tenant-item.ts';
import { ApiKeys } from '../../../lib/constructs/api-keys/api-keys.ts';
import { KeyStore } from '../../../lib/constructs/key-store/key-store.ts';
import { LimitsStore } from '../../../lib/constructs/limits-store/limits-store.ts';
import { Rotation, type RotationProps } from '../../../lib/constructs/rotation/rotation.ts';
import { UsageStore } from '../../../lib/constructs/usage-store/usage-store.ts';
import { DAILY_RUNS_KEY } from '../../../lib/contracts/key-table.ts';
import { actionsOf, statementsOfFunction, statementsOfRole } from '../../support/role-statements.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const ROTATION = 'Rotates managed keys; the only function that reads and writes their secrets';
const SWEEP = 'Queues the managed keys that are due';

function rotating(props: Partial<RotationProps> = {}) {
  const app = temporaryApp();
  const data = new Stack(app, 'Data');
  const [store, usage] = [new KeyStore(data, 'Store'), new UsageStore(data, 'Usage')];
  const stack = new Stack(app, 'Rotation');
  const rotation = new Rotation(stack, 'Rotation', { store, usage, name: 'test', ...props });
  const access = new Stack(app, 'Access');
  const keys = new ApiKeys(access, 'Keys', { store, usage, rotation, stage: 'test' });
  return { rotation, keys, own: Template.fromStack(stack), access: Template.fromStack(access) };
}

const json = (value: unknown) => JSON.stringify(value);

describe('the rotation function', () => {
  it('can access only secrets of this deployment, and no other function can read secrets', () => {
    const { own, access } = rotating();
    const onSecrets = statementsOfFunction(own, ROTATION).filter((statement) =>
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

  it('uses the KMS key only through Secrets Manager', () => {
    const { own } = rotating();
    const onKey = statementsOfFunction(own, ROTATION).filter((statement) =>
      actionsOf([statement]).some((action) => action.startsWith('kms:')),
    );
    for (const { Condition } of onKey) expect(json(Condition)).toContain('"kms:ViaService"');
  });

  it('cannot scan, and can invoke itself only with schedules of Secrets Manager, which require it', () => {
    const { own } = rotating({ schedules: ['postern'] });
    const actions = actionsOf(statementsOfFunction(own, ROTATION));
    for (const action of ['dynamodb:Scan', 'lambda:InvokeFunction', 'lambda:InvokeAsync']) {
      expect(actions).not.toContain(action);
    }
  });

  it('can be invoked only by Secrets Manager of this account', () => {
    rotating().own.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  it('has a concurrency of at most five, reports failed messages, and has the timeout of the limits', () => {
    const { own } = rotating({ timing: { maxRunTime: Duration.seconds(90) } });
    own.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    own.hasResourceProperties('AWS::Lambda::Function', {
      Description: ROTATION,
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
  it('can only list and reschedule due keys and queue tasks, and cannot read keys or secrets', () => {
    const statements = statementsOfFunction(rotating().own, SWEEP);
    expect(actionsOf(statements.filter(({ Resource }) => !json(Resource).includes('Log')))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'sqs:SendMessage',
    ]);
    for (const action of ['dynamodb:GetItem', 'dynamodb:PutItem']) {
      const [single] = statements.filter((statement) => actionsOf([statement]).includes(action));
      expect(single?.Condition).toEqual({
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [DAILY_RUNS_KEY.pk] },
      });
    }
    const [query] = statements.filter((statement) => actionsOf([statement]).includes('dynamodb:Query'));
    expect(json(query?.Resource)).toMatch(/index\/gsi1.*index\/gsi2/);
    expect(query?.Condition).toEqual({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': [
          reconcilePartition(7).replace('7', '*'),
          CASCADE_PARTITION,
          TENANT_PARTITION,
        ],
      },
    });
    const [update] = statements.filter((statement) => actionsOf([statement]).includes('dynamodb:UpdateItem'));
    expect(update?.Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*'] },
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'gsi2pk', 'gsi2sk'] },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
    });
  });

  it('runs every minute, and does not queue a leased task again', () => {
    const { own } = rotating();
    own.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: Match.objectLike({ Input: '{"postern":"sweep-due"}' }),
    });
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

describe('events about limits', () => {
  const EVENTS = 'Publishes events about limits';

  function withLimits() {
    const stack = new Stack(temporaryApp(), 'Postern');
    const [store, limits] = [new KeyStore(stack, 'Store'), new LimitsStore(stack, 'Limits')];
    new Rotation(stack, 'Rotation', { store, limits, name: 'test' });
    return Template.fromStack(stack);
  }

  it('invoke a function for recorded thresholds only, not for charges, and keep records that fail', () => {
    withLimits().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LimitsTable'), 'StreamArn'] },
      FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"e":{"N":["1"]}}}}' }] },
      BisectBatchOnFunctionError: true,
      MaximumRecordAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  it('come from a function that can only read keys, read the stream and put events to the bus', () => {
    const statements = statementsOfFunction(withLimits(), EVENTS);
    expect(actionsOf(statements)).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetItem',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'events:PutEvents',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:SendMessage',
    ]);
    const [reads] = statements.filter((each) => actionsOf([each]).includes('dynamodb:GetItem'));
    expect(json(reads?.Resource)).toMatch(/StoreTable/);
  });

  it('need the limits store', () => {
    expect(statementsOfFunction(rotating().own, EVENTS)).toEqual([]);
  });
});

describe('the KMS key of the secrets', () => {
  it('allows readers of any account to decrypt secrets of this deployment, only through Secrets Manager', () => {
    rotating().own.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'RetainExceptOnCreate',
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

describe('ApiKeys with a rotation', () => {
  it('allow the control API to invoke the rotation function, and publish its ARN by stage', () => {
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

describe('an invalid rotation', () => {
  it.each([
    [{ name: 'Prod!' }, "Invalid name of the rotation 'Prod!'. Use a-z, 0-9 and -, at most 31 characters."],
    [
      { timing: { maxRunTime: Duration.minutes(16) } },
      'Invalid timing.maxRunTime: 960 seconds. Use 10 to 900 seconds.',
    ],
    [
      { timing: { maxRunTime: Duration.minutes(1), rotationTimeout: Duration.minutes(2) } },
      'Invalid timing.rotationTimeout: 120 seconds. Use 180 to 604800 seconds.',
    ],
    [
      { timing: { resyncInterval: Duration.seconds(30) } },
      'Invalid timing.resyncInterval: 30 seconds. Use 60 to 86400 seconds.',
    ],
    [{ profile: 'mine' }, "Unknown profile 'mine'"],
  ])('fails synthesis: %j', (props, message) => {
    expect(() => rotating(props)).toThrow(message);
  });
});
