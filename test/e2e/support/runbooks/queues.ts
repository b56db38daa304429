import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, inject } from 'vitest';
import { rootClient } from '../../../../scripts/local/environment.ts';
import { stackResource } from '../stack-resources.ts';
import type { Step } from './situation.ts';

const sqs = new SQSClient(rootClient(inject('deployment').endpointUrl));

export interface DeadLetters {
  readonly queueUrl: string;
  readonly receive: Step;
  readonly purge: Step;
}

/** Sends a message to a dead-letter queue of a stack. Returns the steps that receive and purge it. */
export async function deadLetterIn(stack: string, logicalId: RegExp): Promise<DeadLetters> {
  const resource = await stackResource(stack, logicalId);
  const QueueName = resource.split('/').at(-1);
  const { QueueUrl: queueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const MessageBody = `dead letter ${crypto.randomUUID()}`;
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  return {
    queueUrl,
    receive: { command: 'aws sqs receive-message', shows: [MessageBody] },
    purge: { command: 'aws sqs purge-queue', after: () => expectEmpty(queueUrl) },
  };
}

async function expectEmpty(QueueUrl: string): Promise<void> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
  );
  expect(names.map((name) => Attributes?.[name])).toEqual(['0', '0']);
}
