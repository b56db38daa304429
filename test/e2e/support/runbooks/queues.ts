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
  readonly expectEmpty: () => Promise<void>;
  readonly queueArn: string;
  /** Moves the messages back into the queue that they come from. */
  readonly redrive: Step;
}

/** The URL and the ARN of a queue of a stack. */
export async function queueIn(stack: string, logicalId: RegExp) {
  const QueueName = (await stackResource(stack, logicalId)).split('/').at(-1);
  const { QueueUrl: queueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  return { queueUrl, queueArn: Attributes?.QueueArn ?? '' };
}

/** Sends a message to a dead-letter queue of a stack. Returns the steps that receive, purge and move it. */
export async function deadLetterIn(
  stack: string,
  logicalId: RegExp,
  MessageBody = `dead letter ${crypto.randomUUID()}`,
): Promise<DeadLetters> {
  const { queueUrl, queueArn } = await queueIn(stack, logicalId);
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  return {
    ...{ queueUrl, queueArn, expectEmpty: () => expectEmpty(queueUrl) },
    // The received message is invisible for a while and is not moved.
    redrive: { command: 'aws sqs start-message-move-task' },
    receive: { command: 'aws sqs receive-message', shows: [shownIn(MessageBody)] },
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

/** The text of a message in the JSON that the AWS CLI prints. */
function shownIn(body: string): string {
  return JSON.stringify(body).slice(1, -1);
}
