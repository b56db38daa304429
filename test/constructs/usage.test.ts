import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { UsageStore } from '../../lib/constructs/usage-store/usage-store.ts';
import { USAGE_TABLE } from '../../lib/contracts/usage-table.ts';
import { appWithHttpApi } from '../support/app-with-http-api.ts';
import { actionsOf, statementsOfFunction } from '../support/role-statements.ts';
import { temporaryApp } from '../support/temporary-app.ts';

const RECORDER = 'Records usage';
const COUNTER = 'Aggregates usage counts';
/** Resources that exist only with usage tracking. Its routes always exist. */
const USAGE_RESOURCES = /POSTERN_USAGE|postern\/usage|usage-table|usage-recorder|UsageStore|UsageCounter/;

/** Postern with a protected HTTP API in a separate stack. */
function protectedApi() {
  const { app, keys, keysStack, api, stack } = appWithHttpApi();
  keys.protect(api);
  return { app, keysStack, stack, own: Template.fromStack(keysStack), apis: Template.fromStack(stack) };
}

describe('the usage store', () => {
  function template(props = {}): Template {
    const stack = new Stack(temporaryApp(), 'Data', { env: { region: 'eu-central-1' } });
    new UsageStore(stack, 'Usage', props);
    return Template.fromStack(stack);
  }

  it('is retained, protected and restorable by default, with billing per request', () => {
    template().hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ],
      },
    });
  });

  it('has all its indexes, and keys only in those that are written with each use', () => {
    const index = (name: string, projection: object) =>
      Match.objectLike({ IndexName: name, Projection: projection });
    const data = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['type', 'data'] };
    template().hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      GlobalSecondaryIndexes: [
        index('gsi1', { ProjectionType: 'KEYS_ONLY' }),
        index('gsi2', data),
        index('gsi3', data),
        index('gsi4', data),
      ],
    });
  });
});

describe('the recorder', () => {
  it('can only read and write usage items and read the registered sources', () => {
    const statements = statementsOfFunction(protectedApi().own, RECORDER);
    expect(actionsOf(statements)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sqs:SendMessage',
      'ssm:GetParametersByPath',
    ]);
    const additions = statements.filter(({ Action }) => Action.includes('dynamodb:UpdateItem'));
    expect(additions.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['failures#*'] } },
    ]);
    const items = statements.filter(({ Action }) => Action.includes('dynamodb:PutItem'));
    expect(items).toHaveLength(1);
    expect(items[0]?.Condition).toEqual({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': USAGE_TABLE.recordedPrefixes.map((prefix) => `${prefix}*`),
      },
    });
    expect(items[0]?.Resource).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^ApiKeysUsageTable/), 'Arn'],
    });
  });

  it('can be invoked only by CloudWatch Logs of the account, with one permission for all protected APIs', () => {
    const { own, apis } = protectedApi();
    const logs = { Properties: { Principal: 'logs.amazonaws.com' } };
    const [permission, ...others] = Object.values(own.findResources('AWS::Lambda::Permission', logs));
    expect(others).toEqual([]);
    expect(apis.findResources('AWS::Lambda::Permission', logs)).toEqual({});
    expect(JSON.stringify(permission?.Properties.SourceArn)).toMatch(/:log-group:\*"/);
    expect(permission?.Properties.SourceAccount).toEqual({ Ref: 'AWS::AccountId' });
  });
});

describe('the aggregator', () => {
  it('can only update counts, append to the access log and read the stream of the usage table', () => {
    const statements = statementsOfFunction(protectedApi().own, COUNTER);
    expect(actionsOf(statements)).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
    const items = statements.filter(({ Action }) => Action.includes('dynamodb:UpdateItem'));
    expect(items).toEqual([
      expect.objectContaining({
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ApiKeysUsageTable/), 'Arn'] },
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*', 'tenant#*', 'merged#*'] },
        },
      }),
    ]);
    const puts = statements.filter(({ Action }) => Action.includes('dynamodb:PutItem'));
    expect(puts.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['log#*'] } },
    ]);
  });

  it('is invoked only with new partial usage, in windows of five minutes, after its permissions are granted', () => {
    const { own } = protectedApi();
    own.hasResource('AWS::Lambda::EventSourceMapping', {
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiKeysUsageTable'), 'StreamArn'] },
        BatchSize: 10_000,
        MaximumBatchingWindowInSeconds: 300,
        StartingPosition: 'TRIM_HORIZON',
        FilterCriteria: {
          Filters: [
            {
              Pattern:
                '{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":["partial#0","partial#1","partial#2","partial#3"]}}}}',
            },
          ],
        },
        BisectBatchOnFunctionError: Match.absent(),
        ParallelizationFactor: 4,
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('UsageCounterRole')]),
    });
  });
});

describe('an authorizer', () => {
  it('is subscribed to, registered and probed in its own stack, and no other stack refers to it', () => {
    const { keysStack, stack, apis } = protectedApi();
    expect(stack.dependencies).toEqual([keysStack]);
    expect(keysStack.dependencies).toEqual([]);
    apis.resourceCountIs('AWS::Lambda::Function', 1);
    apis.hasResourceProperties('AWS::Logs::SubscriptionFilter', {
      FilterPattern: '"decision"',
      DestinationArn: { 'Fn::ImportValue': Match.stringLikeRegexp('UsageRecorder') },
    });
    apis.hasResourceProperties('AWS::SSM::Parameter', {
      Name: { 'Fn::Join': ['', Match.arrayWith(['/postern/usage/'])] },
      Value: { 'Fn::Join': ['', ['{"via":"authorizer","probed":true,"logGroup":"', Match.anyValue(), '"}']] },
    });
    apis.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Input: '{"postern":"probe"}', RetryPolicy: { MaximumRetryAttempts: 0 } },
    });
  });

  it('has its subscription after the permission and the registration', () => {
    const { own, apis } = protectedApi();
    const [other] = Object.values(apis.findResources('AWS::Logs::SubscriptionFilter'));
    expect(other?.DependsOn).toEqual([expect.stringMatching(/UsageSource/)]);
    for (const { DependsOn } of Object.values(own.findResources('AWS::Logs::SubscriptionFilter'))) {
      expect(DependsOn).toEqual([
        expect.stringMatching(/UsageSource/),
        expect.stringMatching(/UsageRecorderLogDeliveries/),
      ]);
    }
  });

  it('of another app finds the recorder by its stage', () => {
    const { app } = appWithHttpApi();
    const template = otherApp(new Stack(app, 'Other'), {});
    template.hasParameter('*', { Default: '/postern/prod/usage-recorder' });
    template.resourceCountIs('AWS::Logs::SubscriptionFilter', 1);
  });
});

describe('without usage tracking', () => {
  it('no usage table, recorder, subscription or probe exists', () => {
    const stack = new Stack(temporaryApp(), 'Keys');
    new ApiKeys(stack, 'ApiKeys', { usage: false, audit: false, stage: 'prod' });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 2);
    for (const type of [
      'AWS::Logs::SubscriptionFilter',
      'AWS::Scheduler::Schedule',
      'AWS::Lambda::EventSourceMapping',
    ]) {
      template.resourceCountIs(type, 0);
    }
    expect(JSON.stringify(template.toJSON())).not.toMatch(USAGE_RESOURCES);
  });

  it('another app reads no usage parameters', () => {
    const template = otherApp(new Stack(temporaryApp(), 'Other'), { usage: false });
    expect(JSON.stringify(template.toJSON())).not.toMatch(USAGE_RESOURCES);
  });
});

function otherApp(stack: Stack, props: { readonly usage?: boolean }): Template {
  const keys = ApiKeys.fromStage(stack, 'ApiKeys', { stage: 'prod', ...props });
  const api = new HttpApi(stack, 'Api');
  const integration = new HttpUrlIntegration('Backend', 'https://backend.example.com');
  api.addRoutes({ path: '/hello', methods: [HttpMethod.GET], integration });
  keys.protect(api);
  return Template.fromStack(stack);
}
