import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stageTemplates } from '../support/stage-templates.ts';

const POLICIES = join(import.meta.dirname, '../../docs/policies');
/** Maximum size of a managed policy in IAM, in characters without whitespace. */
const LIMIT = 6144;

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const policy = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.string(),
      Effect: z.literal('Allow'),
      Action: oneOrMore,
      Resource: oneOrMore,
      Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
    }),
  ),
});

/** All permissions exceed the limit of one policy. The second policy is needed only with monitoring. */
const texts = globSync('cloudformation-execution*.json', { cwd: POLICIES }).map((file) =>
  readFileSync(join(POLICIES, file), 'utf8'),
);
const statements = texts.flatMap((text) => policy.parse(JSON.parse(text)).Statement);

/** The actions of CloudFormation to create, read, update and delete a resource, and their ARNs. */
interface Need {
  readonly arn: (name: string) => string;
  readonly actions: readonly string[];
}

const ACCOUNT = 'eu-central-1:111122223333';
const API = {
  arn: () => 'arn:aws:apigateway:eu-central-1::/apis/a1b2c3',
  actions: verbs('apigateway', 'POST GET PATCH DELETE'),
};
const USER_POOL = () => `arn:aws:cognito-idp:${ACCOUNT}:userpool/eu-central-1_a1B2c3`;
const ROLE = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const FUNCTION = (name: string) => `arn:aws:lambda:${ACCOUNT}:function:${name}`;

const ALARM = (name: string) => `arn:aws:cloudwatch:${ACCOUNT}:alarm:${name}`;
const TOPIC = (name: string) => `arn:aws:sns:${ACCOUNT}:${name}`;
/** CloudFormation generates bucket names in lower case. */
const BUCKET = (name: string) => `arn:aws:s3:::${name.toLowerCase()}`;
const QUEUE: Need = {
  arn: (name) => `arn:aws:sqs:${ACCOUNT}:${name}`,
  actions: verbs('sqs', 'CreateQueue GetQueueAttributes SetQueueAttributes DeleteQueue TagQueue'),
};

const NEEDS: Readonly<Record<string, Need>> = {
  'AWS::DynamoDB::GlobalTable': {
    arn: (name) => `arn:aws:dynamodb:${ACCOUNT}:table/${name}`,
    actions: verbs(
      'dynamodb',
      'CreateTable DescribeTable UpdateTable UpdateTimeToLive UpdateContinuousBackups TagResource PutResourcePolicy',
    ),
  },
  'AWS::KMS::Key': {
    arn: () => `arn:aws:kms:${ACCOUNT}:key/1234`,
    actions: verbs('kms', 'CreateKey DescribeKey EnableKeyRotation PutKeyPolicy TagResource CreateGrant'),
  },
  'AWS::Cognito::UserPool': {
    arn: USER_POOL,
    actions: verbs(
      'cognito-idp',
      'CreateUserPool DescribeUserPool UpdateUserPool SetUserPoolMfaConfig GetUserPoolMfaConfig TagResource',
    ),
  },
  'AWS::Cognito::UserPoolResourceServer': {
    arn: USER_POOL,
    actions: verbs('cognito-idp', 'CreateResourceServer DescribeResourceServer UpdateResourceServer'),
  },
  'AWS::Cognito::UserPoolDomain': {
    // CloudFormation requests it by its name only.
    arn: () => '*',
    actions: verbs(
      'cognito-idp',
      'CreateUserPoolDomain DescribeUserPoolDomain UpdateUserPoolDomain DeleteUserPoolDomain',
    ),
  },
  'AWS::Cognito::UserPoolClient': {
    arn: USER_POOL,
    actions: verbs(
      'cognito-idp',
      'CreateUserPoolClient DescribeUserPoolClient UpdateUserPoolClient DeleteUserPoolClient',
    ),
  },
  'AWS::Lambda::Function': {
    arn: FUNCTION,
    actions: verbs(
      'lambda',
      'CreateFunction GetFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction',
    ),
  },
  'AWS::Lambda::EventSourceMapping': {
    // Lambda generates its name.
    arn: () => `arn:aws:lambda:${ACCOUNT}:event-source-mapping:1234`,
    actions: verbs(
      'lambda',
      'CreateEventSourceMapping GetEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping TagResource',
    ),
  },
  'AWS::SQS::Queue': QUEUE,
  'AWS::SQS::QueuePolicy': QUEUE,
  'AWS::S3::Bucket': {
    arn: BUCKET,
    actions: verbs(
      's3',
      `CreateBucket PutBucketVersioning PutBucketObjectLockConfiguration PutBucketPublicAccessBlock
       PutEncryptionConfiguration PutLifecycleConfiguration PutBucketTagging`,
    ),
  },
  'AWS::S3::BucketPolicy': { arn: BUCKET, actions: verbs('s3', 'PutBucketPolicy GetBucketPolicy') },
  'AWS::Lambda::Permission': {
    arn: FUNCTION,
    actions: verbs('lambda', 'AddPermission GetPolicy RemovePermission'),
  },
  'AWS::IAM::Role': {
    arn: ROLE,
    actions: verbs('iam', 'CreateRole GetRole UpdateAssumeRolePolicy DeleteRole PassRole TagRole'),
  },
  'AWS::IAM::Policy': { arn: ROLE, actions: verbs('iam', 'PutRolePolicy GetRolePolicy DeleteRolePolicy') },
  'AWS::Logs::LogGroup': {
    arn: (name) => `arn:aws:logs:${ACCOUNT}:log-group:${name}:*`,
    actions: verbs(
      'logs',
      'CreateLogGroup PutRetentionPolicy DescribeLogGroups TagResource ListTagsForResource',
    ),
  },
  'AWS::Logs::SubscriptionFilter': {
    arn: (name) => `arn:aws:logs:${ACCOUNT}:log-group:${name}:*`,
    actions: verbs('logs', 'PutSubscriptionFilter DescribeSubscriptionFilters DeleteSubscriptionFilter'),
  },
  'AWS::Events::EventBus': {
    // CDK generates a name of letters and digits.
    arn: (name) => `arn:aws:events:${ACCOUNT}:event-bus/${name.replaceAll('-', '')}`,
    actions: verbs(
      'events',
      'CreateEventBus DescribeEventBus DeleteEventBus ListTagsForResource TagResource',
    ),
  },
  'AWS::Scheduler::Schedule': {
    arn: (name) => `arn:aws:scheduler:${ACCOUNT}:schedule/default/${name}`,
    actions: verbs('scheduler', 'CreateSchedule GetSchedule UpdateSchedule DeleteSchedule'),
  },
  'AWS::ApiGatewayV2::Api': API,
  'AWS::ApiGatewayV2::Authorizer': API,
  'AWS::ApiGatewayV2::Integration': API,
  'AWS::ApiGatewayV2::Route': API,
  'AWS::ApiGatewayV2::Stage': {
    ...API,
    actions: [
      ...API.actions,
      ...verbs('logs', 'CreateLogDelivery UpdateLogDelivery DeleteLogDelivery PutResourcePolicy'),
    ],
  },
  'AWS::CloudWatch::Alarm': {
    arn: ALARM,
    actions: verbs('cloudwatch', 'PutMetricAlarm DescribeAlarms DeleteAlarms TagResource'),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    arn: ALARM,
    actions: verbs('cloudwatch', 'PutCompositeAlarm DescribeAlarms DeleteAlarms TagResource'),
  },
  'AWS::CloudWatch::Dashboard': {
    // It has the name of its stack.
    arn: () => 'arn:aws:cloudwatch::111122223333:dashboard/Postern-prod-Monitoring',
    actions: verbs('cloudwatch', 'PutDashboard GetDashboard DeleteDashboards'),
  },
  'AWS::Logs::MetricFilter': {
    arn: (name) => `arn:aws:logs:${ACCOUNT}:log-group:${name}:*`,
    actions: verbs('logs', 'PutMetricFilter DescribeMetricFilters DeleteMetricFilter'),
  },
  'AWS::Logs::QueryDefinition': {
    arn: () => '*',
    actions: verbs('logs', 'PutQueryDefinition DescribeQueryDefinitions DeleteQueryDefinition'),
  },
  'AWS::SNS::Topic': {
    arn: TOPIC,
    actions: verbs('sns', 'CreateTopic GetTopicAttributes SetTopicAttributes DeleteTopic TagResource'),
  },
  'AWS::SNS::TopicPolicy': { arn: TOPIC, actions: verbs('sns', 'SetTopicAttributes GetTopicAttributes') },
  'AWS::SNS::Subscription': {
    arn: TOPIC,
    actions: verbs('sns', 'Subscribe Unsubscribe GetSubscriptionAttributes SetSubscriptionAttributes'),
  },
  'AWS::SSM::Parameter': {
    // The parameters of a stage, and the sources, which are registered under the name of the usage table.
    arn: (name) =>
      `arn:aws:ssm:${ACCOUNT}:parameter/postern/${name.includes('Source') ? 'usage/Postern-prod-Data-UsageStore/x' : 'prod/api-url'}`,
    actions: verbs('ssm', 'PutParameter GetParameters DeleteParameter AddTagsToResource'),
  },
};

function verbs(service: string, names: string): string[] {
  return names.split(/\s+/).map((name) => `${service}:${name}`);
}

function isAllowed(action: string, arn: string): boolean {
  return statements.some(
    ({ Action, Resource }) =>
      Action.includes(action) && Resource.some((pattern) => asPattern(pattern).test(arn)),
  );
}

/** In IAM, `*` matches every separator. */
function asPattern(resource: string): RegExp {
  return new RegExp(`^${resource.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
}

describe('the CloudFormation execution policy of prod', () => {
  let resources: readonly { readonly type: string; readonly name: string }[];
  beforeAll(() => {
    const shape = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });
    resources = [...stageTemplates('prod')].flatMap(([stack, template]) =>
      Object.entries(shape.parse(template.toJSON()).Resources).map(([id, { Type }]) => ({
        type: Type,
        // The generated name of a resource without an explicit name.
        name: `${stack}-${id}-a1B2c3`,
      })),
    );
  });

  it('covers every resource of the templates with its generated name', () => {
    const denied = resources.flatMap(({ type, name }) => {
      const need = NEEDS[type];
      if (!need) return [`${type}: add its actions to NEEDS, and to the policy`];
      return need.actions
        .filter((action) => !isAllowed(action, need.arn(name)))
        .map((action) => `${type} ${action}`);
    });
    expect(resources.length).toBeGreaterThan(20);
    expect(denied).toEqual([]);
  });

  it.each([
    'dynamodb:DeleteTable',
    'kms:ScheduleKeyDeletion',
    'kms:DisableKey',
    'logs:DeleteLogGroup',
    's3:DeleteBucket',
    's3:DeleteBucketPolicy',
    's3:DeleteObject',
    'cognito-idp:DeleteUserPool',
  ])('does not allow %s, so no deployment can delete keys, users or logs', (action) => {
    expect(statements.flatMap(({ Action }) => Action)).not.toContain(action);
  });

  it('has no wildcard actions, and passes roles only to Lambda and EventBridge Scheduler', () => {
    for (const { Action, Condition } of statements) {
      expect(Action.join()).not.toContain('*');
      if (Action.includes('iam:PassRole')) {
        const services = ['lambda.amazonaws.com', 'scheduler.amazonaws.com'];
        expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': services } });
      }
    }
  });

  it('allows writes only to resources of this deployment', () => {
    for (const { Sid, Action, Resource, Condition } of statements) {
      // The generated IDs of event source mappings have no prefix. A condition limits them to Postern's functions.
      if (Sid === 'EventSourceMappingTags') continue;
      if (Sid === 'EventSourceMappings') {
        expect(Condition).toEqual({
          ArnLike: { 'lambda:FunctionArn': ['arn:aws:lambda:*:*:function:Postern-prod-*'] },
        });
        continue;
      }
      if (
        !Action.some((action) =>
          /^(dynamodb|lambda|iam|sqs):|^logs:CreateLogGroup|^ssm:Put|^s3:Put/.test(action),
        )
      )
        continue;
      for (const pattern of Resource)
        expect(pattern).toMatch(/Postern-prod-\*$|:::postern-prod-\*$|\/postern\/prod\/\*$/);
    }
  });

  it('fits into managed policies', () => {
    expect(texts.length).toBe(2);
    for (const text of texts) expect(text.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(LIMIT);
  });
});
