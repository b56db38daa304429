import { Stack } from 'aws-cdk-lib';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** A Slack channel of a workspace that was authorized once in Amazon Q Developer in chat applications. */
export interface Chat {
  readonly slackWorkspaceId: string;
  readonly slackChannelId: string;
}

/** Shows alarms in a channel, with their graphs. It reads the raw messages of CloudWatch and ignores formatted ones. */
export function addChat(
  scope: Construct,
  { slackWorkspaceId, slackChannelId }: Chat,
  notificationTopics: readonly ITopic[],
): void {
  new SlackChannelConfiguration(scope, 'Chat', {
    slackChannelConfigurationName: `${Stack.of(scope).stackName}-${slackChannelId}`,
    slackWorkspaceId,
    slackChannelId,
    notificationTopics: [...notificationTopics],
  });
}
