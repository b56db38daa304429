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
import { throwAwayApp } from '../support/temporary-app.ts';

const RECORDER = 'Records what was used';
const COUNTER = 'Adds up what was used';
/** What there is of usage only where it is kept; its routes are there anyway, and say so. */
const KEPT = /POSTERN_USAGE|postern\/usage|usage-table|usage-recorder|UsageStore|UsageCounter/;
/** The shared authorizer, and the public API. */
const SOURCES_OF_ONES_OWN = 2;

/** Postern with an HTTP API that is protected in a stack of its own. */
function protectedApi() {
  const { app, keys, keysStack, api, stack } = appWithHttpApi();
  keys.protect(api);
  return { app, keysStack, stack, own: Template.fromStack(keysStack), apis: Template.fromStack(stack) };
}

describe('the usage store', () => {
  function template(props = {}): Template {
    const stack = new Stack(throwAwayApp(), 'Data', { env: { region: 'eu-central-1' } });
    new UsageStore(stack, 'Usage', props);
    return Template.fromStack(stack);
  }

  it('is kept, protected and restorable unless told otherwise, and costs nothing while nobody uses it', () => {
    template().hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
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

  it('has all its indexes from the first release; those that a use could move hold places alone', () => {
    const index = (name: string, projection: object) =>
      Match.objectLike({ IndexName: name, Projection: projection });
    const data = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['type', 'data'] };
    template().hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      GlobalSecondaryIndexes: [
        index('gsi1', { ProjectionType: 'KEYS_ONLY' }),
        index('gsi2', data),
        index('gsi3', { ProjectionType: 'KEYS_ONLY' }),
        index('gsi4', data),
      ],
    });
  });
});

describe('the recorder', () => {
  it('may read and write items that tell of use, and which log groups are sources, and nothing else', () => {
    const statements = statementsOfFunction(protectedApi().own, RECORDER);
    expect(actionsOf(statements)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
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

  it('can be called by CloudWatch Logs alone, and for the log group of what decides alone', () => {
    const { own, apis } = protectedApi();
    for (const [template, count] of [
      [own, SOURCES_OF_ONES_OWN],
      [apis, 1],
    ] as const) {
      const logs = { Principal: 'logs.amazonaws.com' };
      const permissions = Object.values(
        template.findResources('AWS::Lambda::Permission', { Properties: logs }),
      );
      expect(permissions).toHaveLength(count);
      for (const { Properties } of permissions) {
        expect(Properties.SourceArn).toEqual({
          'Fn::GetAtt': [expect.stringMatching(/(Authorizer|PublicApi)Log/), 'Arn'],
        });
        expect(Properties.SourceAccount).toEqual({ Ref: 'AWS::AccountId' });
      }
    }
  });
});

describe('the counter', () => {
  it('may add to counts, be told of changes of the usage table, and nothing else', () => {
    const statements = statementsOfFunction(protectedApi().own, COUNTER);
    expect(actionsOf(statements)).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
    const items = statements.filter(({ Action }) => Action.includes('dynamodb:UpdateItem'));
    expect(items).toEqual([
      expect.objectContaining({
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ApiKeysUsageTable/), 'Arn'] },
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*', 'tenant#*'] } },
      }),
    ]);
  });

  it('is called with new tallies alone, as many as come in five minutes, and after it may ask for them', () => {
    const { own } = protectedApi();
    own.hasResource('AWS::Lambda::EventSourceMapping', {
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiKeysUsageTable'), 'StreamArn'] },
        BatchSize: 10_000,
        MaximumBatchingWindowInSeconds: 300,
        StartingPosition: 'TRIM_HORIZON',
        FilterCriteria: {
          Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":["tally#"]}}}}' }],
        },
        BisectBatchOnFunctionError: Match.absent(),
        ParallelizationFactor: Match.absent(),
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('UsageCounterRoleDefaultPolicy')]),
    });
  });
});

describe('an authorizer', () => {
  it('is subscribed to, registered and probed beside itself, and no stack refers back', () => {
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

  it('has its subscription after the recorder may be called and the source is registered', () => {
    const [subscription] = Object.values(protectedApi().apis.findResources('AWS::Logs::SubscriptionFilter'));
    expect(subscription?.DependsOn).toEqual([
      expect.stringMatching(/UsagePermission/),
      expect.stringMatching(/UsageSource/),
    ]);
  });

  it('of another app is told by the stage where its lines go', () => {
    const { app } = appWithHttpApi();
    const template = otherApp(new Stack(app, 'Other'), {});
    template.hasParameter('*', { Default: '/postern/prod/usage-recorder' });
    template.resourceCountIs('AWS::Logs::SubscriptionFilter', 1);
  });
});

describe('without usage', () => {
  it('there is no table, no recorder, no subscription and no probe', () => {
    const stack = new Stack(throwAwayApp(), 'Keys');
    new ApiKeys(stack, 'ApiKeys', { usage: false, audit: false, stage: 'prod' });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 1);
    for (const type of [
      'AWS::Logs::SubscriptionFilter',
      'AWS::Scheduler::Schedule',
      'AWS::Lambda::EventSourceMapping',
    ]) {
      template.resourceCountIs(type, 0);
    }
    expect(JSON.stringify(template.toJSON())).not.toMatch(KEPT);
  });

  it('another app asks for none', () => {
    const template = otherApp(new Stack(throwAwayApp(), 'Other'), { usage: false });
    expect(JSON.stringify(template.toJSON())).not.toMatch(KEPT);
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
