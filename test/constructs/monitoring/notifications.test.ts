import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { watchedStack } from '../../support/monitored-app.ts';
import { actionsOf, statementsOfFunction } from '../../support/role-statements.ts';

const ALARMS = 'cloudwatch.amazonaws.com';
/** What CDK makes of the account of a stack that names none. */
const OWN_ACCOUNT = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };

let template: Template;

beforeAll(() => {
  ({ template } = watchedStack({
    notify: {
      ticket: { emails: ['team@example.com'], webhooks: ['https://tickets.example/postern'] },
      page: { webhooks: ['https://pager.example/postern'] },
      chat: { slackWorkspaceId: 'T0123', slackChannelId: 'C0123' },
    },
    heartbeatUrlParameter: '/alerts/postern',
  }));
});

const only = (type: string) => Object.entries(template.findResources(type));
const topics = () => only('AWS::SNS::Topic');

/** The policies of each topic and of its key must allow CloudWatch alarms to publish. */
describe('from an alarm to its receivers', () => {
  it('each alarm notifies a topic of this stack, encrypted with a KMS key of its own', () => {
    const alarms = [...only('AWS::CloudWatch::Alarm'), ...only('AWS::CloudWatch::CompositeAlarm')];
    const notified = new Set(
      alarms.flatMap(([, { Properties }]) => Properties.AlarmActions.map(({ Ref }: { Ref: string }) => Ref)),
    );
    expect([...notified].sort()).toEqual(
      topics()
        .map(([id]) => id)
        .sort(),
    );
    for (const [, { Properties }] of topics()) {
      expect(Properties.KmsMasterKeyId).toEqual({
        'Fn::GetAtt': [expect.stringMatching(/^MonitoringNotificationsKey/), 'Arn'],
      });
    }
  });

  it('each topic allows alarms of this account to publish, and denies unencrypted transport', () => {
    for (const [id] of topics()) {
      template.hasResourceProperties('AWS::SNS::TopicPolicy', {
        Topics: [{ Ref: id }],
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
            Match.objectLike({
              Effect: 'Allow',
              Action: 'sns:Publish',
              Principal: { Service: ALARMS },
              Resource: { Ref: id },
              Condition: OWN_ACCOUNT,
            }),
          ]),
        },
      });
    }
  });

  it('the KMS key allows alarms of this account to encrypt their messages', () => {
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Principal: { Service: ALARMS },
            Condition: OWN_ACCOUNT,
          }),
        ]),
      },
    });
  });

  it('the formatter can use that key and publish to both topics, and has no other permission', () => {
    const actions = actionsOf(statementsOfFunction(template, 'Formats alarm notifications'));
    expect([...new Set(actions)]).toEqual([
      ...['kms:Decrypt', 'kms:GenerateDataKey'],
      ...['logs:CreateLogStream', 'logs:PutLogEvents', 'sns:Publish', 'sqs:SendMessage'],
    ]);
  });
});

describe('subscriptions', () => {
  const subscriptions = (topic: string) =>
    only('AWS::SNS::Subscription')
      .map(([, { Properties }]) => Properties)
      .filter(({ TopicArn }) => TopicArn.Ref.includes(topic));

  it('the formatter receives alarms, and never its own messages', () => {
    const heard = only('AWS::SNS::Subscription').filter(
      ([, { Properties }]) => Properties.Protocol === 'lambda',
    );
    expect(heard).toHaveLength(2);
    for (const [, { Properties }] of heard) {
      expect(Properties.FilterPolicyScope).toBe('MessageBody');
      expect(Properties.FilterPolicy).toEqual({ AlarmName: [{ exists: true }] });
    }
  });

  it('receivers of tickets get only the formatted notification', () => {
    const consoleUsers = subscriptions('Ticket').filter(({ Protocol }) => Protocol !== 'lambda');
    expect(consoleUsers.map(({ Protocol, Endpoint }) => [Protocol, Endpoint])).toEqual([
      ['email', 'team@example.com'],
      ['https', 'https://tickets.example/postern'],
    ]);
    for (const { FilterPolicy } of consoleUsers) expect(FilterPolicy).toEqual({ form: ['readable'] });
  });

  it('receivers of pages also get the raw message of CloudWatch, so that a fault of the formatter loses no page', () => {
    const [consoleUsers, ...others] = subscriptions('Page').filter(({ Protocol }) => Protocol !== 'lambda');
    expect(others).toEqual([]);
    expect(consoleUsers).toMatchObject({ Protocol: 'https', Endpoint: 'https://pager.example/postern' });
    expect(consoleUsers).not.toHaveProperty('FilterPolicy');
  });

  it('a Slack channel receives both topics', () => {
    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      SlackChannelId: 'C0123',
      SnsTopicArns: topics().map(([id]) => ({ Ref: id })),
    });
  });
});

it('undelivered notifications are in a dead-letter queue that has an alarm', () => {
  const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^MonitoringNotificationsDeadLetters'), 'Arn'] };
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: 'Formats alarm notifications',
    DeadLetterConfig: { TargetArn: queue },
  });
  template.resourcePropertiesCountIs(
    'AWS::SNS::Subscription',
    { RedrivePolicy: { deadLetterTargetArn: queue } },
    4,
  );
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'App-notification-dead-letters',
    Dimensions: [
      {
        Name: 'QueueName',
        Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^MonitoringNotificationsDeadLetters'), 'QueueName'] },
      },
    ],
  });
});

it('the heartbeat address is read only from its parameter, and the function has no write access', () => {
  const statements = statementsOfFunction(
    template,
    'Checks the delivery of usage, and counts expiring and dormant keys',
  );
  expect([...new Set(actionsOf(statements))]).toEqual([
    ...['dynamodb:GetItem', 'dynamodb:Query', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    ...['ssm:GetParameter', 'ssm:GetParametersByPath'],
  ]);
  const parameter = statements.find(({ Action }) => Action.includes('ssm:GetParameter'));
  expect(JSON.stringify(parameter?.Resource)).toContain(':parameter/alerts/postern"');
});
