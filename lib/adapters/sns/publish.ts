import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** Publishes a text to a topic; throws as the SDK does. */
export type Publish = (message: {
  readonly topicArn: string;
  readonly subject: string;
  readonly text: string;
  /** Message attributes for subscription filters. */
  readonly attributes: Readonly<Record<string, string>>;
}) => Promise<void>;

export function createPublish(client: SNSClient): Publish {
  return async ({ topicArn, subject, text, attributes }) => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    );
    await client.send(
      new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text, MessageAttributes }),
    );
  };
}
