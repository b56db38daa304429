import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { KEY_METRICS_EVENTS } from '../../lib/contracts/key-metrics.ts';
import { rootClient } from '../../scripts/local/environment.ts';

const { endpointUrl } = inject('deployment');
const client = rootClient(endpointUrl);
const [cloudWatch, sns, sqs] = [new CloudWatchClient(client), new SNSClient(client), new SQSClient(client)];
const ALARM = 'Postern-local-Monitoring-test-notification';

const LET_TOPICS_SEND = {
  Effect: 'Allow',
  Principal: { Service: 'sns.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: '*',
};

let resources: ReadonlyMap<string, string>;

beforeAll(async () => {
  const { StackResources = [] } = await new CloudFormationClient(client).send(
    new DescribeStackResourcesCommand({ StackName: 'Postern-local-Monitoring' }),
  );
  resources = new Map(
    StackResources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
});

/** The physical ID of the resource whose logical ID starts with `prefix`. */
function resource(prefix: string): string {
  const [, physical] = [...resources].find(([id]) => new RegExp(`^${prefix}[0-9A-F]{8}$`).test(id)) ?? [];
  if (physical === undefined) throw new Error(`No resource ${prefix} among ${[...resources.keys()]}`);
  return physical;
}

/** Subscribes a queue to a topic. */
async function receiver(topicArn: string, filter: object | undefined) {
  const QueueName = `receiver-${filter ? 'readable' : 'everything'}`;
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [LET_TOPICS_SEND] });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy } }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: 'true', ...(filter && { FilterPolicy: JSON.stringify(filter) }) },
    }),
  );
  return async () => {
    const received = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await sqs.send(received);
    return Messages.map(({ Body = '' }) => Body);
  };
}

describe('an alarm', () => {
  it('notifies people with a formatted text and machines with the CloudWatch message', async () => {
    const topic = resource('MonitoringNotificationsTicket');
    const readable = await receiver(topic, { form: ['readable'] });
    const everything = await receiver(topic, undefined);
    await cloudWatch.send(
      new SetAlarmStateCommand({
        AlarmName: ALARM,
        StateValue: 'ALARM',
        StateReason: 'test of the notification',
      }),
    );
    const [text, ...more] = await readable();
    expect(more).toEqual([]);
    expect(text).toContain(`ALARM: ${ALARM} is active`);
    expect(text).toContain('Runbook:     docs/runbooks/test-notification.md');
    const [raw = ''] = await everything();
    expect(JSON.parse(raw)).toMatchObject({ AlarmName: ALARM, NewStateValue: 'ALARM' });
  });
});

it.each(Object.values(KEY_METRICS_EVENTS))(
  'the function that collects key metrics has the permissions that it needs for $postern',
  async (event) => {
    const FunctionName = resource('MonitoringCollectKeyMetrics');
    const invocation = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
    const { FunctionError, Payload } = await new LambdaClient(client).send(invocation);
    expect(FunctionError, Payload?.transformToString()).toBeUndefined();
  },
);
