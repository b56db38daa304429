import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** A channel of Slack, in a workspace that was let into the account by hand, once (Amazon Q Developer in chat applications). */
export interface Chat {
  readonly slackWorkspaceId: string;
  readonly slackChannelId: string;
}

/** Shows alarms in a channel, with their graphs. It understands what CloudWatch sends, and leaves out the readable notice. */
export function addChat(
  scope: Construct,
  { slackWorkspaceId, slackChannelId }: Chat,
  notificationTopics: readonly ITopic[],
): void {
  new SlackChannelConfiguration(scope, 'Chat', {
    slackChannelConfigurationName: `postern-${slackChannelId}`,
    slackWorkspaceId,
    slackChannelId,
    notificationTopics: [...notificationTopics],
  });
}
