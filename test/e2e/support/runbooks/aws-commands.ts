import { CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeSubscriptionFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetAccountSettingsCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ListSecretVersionIdsCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import * as z from 'zod';
import { rootClient } from '../../../../scripts/local/environment.ts';

const client = rootClient(inject('deployment').endpointUrl);
const sqs = new SQSClient(client);
const secretsManager = new SecretsManagerClient(client);

const text = z.string().min(1);
const queue = z.strictObject({ 'queue-url': text });
const secret = z.strictObject({ 'secret-id': text });

type Run = (options: unknown) => Promise<unknown>;

const moveTask = z.strictObject({ 'source-arn': text, 'destination-arn': text });

async function queueUrlOf(arn: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: arn.split(':').at(-1) }));
  return QueueUrl;
}

/** Moves all messages to another queue, as a move task does, which the emulator does not have. */
async function moveMessages(options: unknown): Promise<object> {
  const arns = moveTask.parse(options);
  const [from, to] = [await queueUrlOf(arns['source-arn']), await queueUrlOf(arns['destination-arn'])];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10, VisibilityTimeout: 60 }),
    );
    if (Messages.length === 0) return {};
    for (const { Body: MessageBody, ReceiptHandle } of Messages) {
      await sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody }));
      await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
    }
  }
}

/** The AWS CLI commands of the runbooks, by service and operation. Each parses its options and calls the emulator. */
const COMMANDS: Readonly<Record<string, Run>> = {
  'sqs receive-message': (options) => {
    const message = queue
      .extend({
        'max-number-of-messages': z.coerce.number().default(1),
        'visibility-timeout': z.coerce.number().optional(),
      })
      .parse(options);
    return sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: message['queue-url'],
        MaxNumberOfMessages: message['max-number-of-messages'],
        VisibilityTimeout: message['visibility-timeout'],
      }),
    );
  },
  'sqs delete-message': (options) => {
    const message = queue.extend({ 'receipt-handle': text }).parse(options);
    return sqs.send(
      new DeleteMessageCommand({
        QueueUrl: message['queue-url'],
        ReceiptHandle: message['receipt-handle'],
      }),
    );
  },
  'sqs purge-queue': (options) =>
    sqs.send(new PurgeQueueCommand({ QueueUrl: queue.parse(options)['queue-url'] })),
  'sqs start-message-move-task': moveMessages,
  'secretsmanager restore-secret': (options) =>
    secretsManager.send(new RestoreSecretCommand({ SecretId: secret.parse(options)['secret-id'] })),
  'secretsmanager list-secret-version-ids': (options) =>
    secretsManager.send(new ListSecretVersionIdsCommand({ SecretId: secret.parse(options)['secret-id'] })),
  'secretsmanager update-secret-version-stage': (options) => {
    const move = secret
      .extend({ 'version-stage': text, 'move-to-version-id': text, 'remove-from-version-id': text })
      .parse(options);
    return secretsManager.send(
      new UpdateSecretVersionStageCommand({
        SecretId: move['secret-id'],
        VersionStage: move['version-stage'],
        MoveToVersionId: move['move-to-version-id'],
        RemoveFromVersionId: move['remove-from-version-id'],
      }),
    );
  },
  'cloudwatch describe-alarm-history': (options) => {
    const history = z
      .strictObject({
        'alarm-name': text,
        'history-item-type': z.literal('StateUpdate'),
        'max-records': z.coerce.number(),
      })
      .parse(options);
    return new CloudWatchClient(client).send(
      new DescribeAlarmHistoryCommand({
        AlarmName: history['alarm-name'],
        HistoryItemType: history['history-item-type'],
        MaxRecords: history['max-records'],
      }),
    );
  },
  'sns list-subscriptions-by-topic': (options) => {
    const topic = z.strictObject({ 'topic-arn': text }).parse(options);
    return new SNSClient(client).send(new ListSubscriptionsByTopicCommand({ TopicArn: topic['topic-arn'] }));
  },
  'logs describe-subscription-filters': (options) => {
    const group = z.strictObject({ 'log-group-name': text }).parse(options);
    return new CloudWatchLogsClient(client).send(
      new DescribeSubscriptionFiltersCommand({ logGroupName: group['log-group-name'] }),
    );
  },
  'lambda invoke': async (options) => {
    const call = z
      .strictObject({
        'function-name': text,
        payload: text,
      })
      .parse(options);
    const { StatusCode, FunctionError } = await new LambdaClient(client).send(
      new InvokeCommand({ FunctionName: call['function-name'], Payload: Buffer.from(call.payload) }),
    );
    return { StatusCode, FunctionError };
  },
  'lambda get-account-settings': (options) => {
    z.strictObject({}).parse(options);
    return new LambdaClient(client).send(new GetAccountSettingsCommand());
  },
};

/**
 * Runs a command of the AWS CLI as its operation on the emulator.
 * @returns the response as JSON
 * @throws Error if the command or an option is unknown
 */
export async function runAws([service = '', operation = '', ...words]: readonly string[]): Promise<string> {
  const run = COMMANDS[`${service} ${operation}`];
  if (!run) throw new Error(`no operation for aws ${service} ${operation}; add it to aws-commands.ts`);
  const options = words.flatMap((word, index) =>
    word.startsWith('--') ? [[word.slice(2), words[index + 1]] as const] : [],
  );
  return JSON.stringify(await run(Object.fromEntries(options)));
}
