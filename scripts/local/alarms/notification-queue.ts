import { paginateListTopics, SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { ACCOUNT, REGION, rootClient } from '../environment.ts';

const envelope = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.object({
      TopicArn: z.string(),
      Subject: z.string().nullish(),
      Message: z.string(),
      MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })).default({}),
    }),
  );

/** A message of a topic. */
export interface TopicMessage {
  /** The topic's name. */
  readonly topic: string;
  readonly subject: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A temporary queue that is subscribed to topics of an emulator until it is closed. */
export class NotificationQueue {
  readonly #sqs: SQSClient;
  readonly #sns: SNSClient;
  readonly #url: string;
  readonly #subscriptions: readonly string[];

  private constructor(sqs: SQSClient, sns: SNSClient, url: string, subscriptions: readonly string[]) {
    this.#sqs = sqs;
    this.#sns = sns;
    this.#url = url;
    this.#subscriptions = subscriptions;
  }

  /** @param isSubscribed whether to subscribe to a topic, by its name */
  static async open(
    endpointUrl: string,
    name: string,
    isSubscribed: (topic: string) => boolean,
  ): Promise<NotificationQueue> {
    const [sqs, sns] = [new SQSClient(rootClient(endpointUrl)), new SNSClient(rootClient(endpointUrl))];
    const Endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
    const Policy = JSON.stringify(policyFor(Endpoint));
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }),
    );
    const subscriptions: string[] = [];
    for await (const { Topics = [] } of paginateListTopics({ client: sns }, {})) {
      for (const { TopicArn = '' } of Topics) {
        if (!isSubscribed(nameOf(TopicArn))) continue;
        const subscribed = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
        if (subscribed.SubscriptionArn) subscriptions.push(subscribed.SubscriptionArn);
      }
    }
    return new NotificationQueue(sqs, sns, QueueUrl, subscriptions);
  }

  /** Returns the messages since the last call; waits up to a second for one. @throws the clients' error */
  async read(abortSignal?: AbortSignal): Promise<readonly TopicMessage[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({ QueueUrl: this.#url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      { abortSignal },
    );
    for (const { ReceiptHandle } of Messages) {
      await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle }));
    }
    return Messages.flatMap(({ Body }) => {
      const read = envelope.safeParse(Body).data;
      if (!read) return [];
      const attributes = Object.entries(read.MessageAttributes).map(([key, { Value }]) => [key, Value]);
      return [
        {
          ...{ topic: nameOf(read.TopicArn), subject: read.Subject ?? '', text: read.Message },
          attributes: Object.fromEntries(attributes),
        },
      ];
    });
  }

  /** Deletes the queue and its subscriptions. */
  async close(): Promise<void> {
    for (const SubscriptionArn of this.#subscriptions) {
      await this.#sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    }
    await this.#sqs.send(new DeleteQueueCommand({ QueueUrl: this.#url }));
  }
}

function policyFor(queueArn: string): object {
  const Principal = { Service: 'sns.amazonaws.com' };
  const statement = { Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource: queueArn };
  return { Version: '2012-10-17', Statement: [statement] };
}

function nameOf(topicArn: string): string {
  return topicArn.split(':').at(-1) ?? topicArn;
}
