import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { publishDeployment } from '../constructs/api-keys/parameters.ts';
import { Watch } from '../constructs/monitoring/monitoring.ts';
import type { WatchedKeys, WatchedRotation } from '../constructs/monitoring/monitored-resources.ts';
import type { PosternSettings } from '../stages/stage.ts';

export interface WatchStackProps extends StackProps {
  readonly keys: WatchedKeys;
  readonly rotation: WatchedRotation | undefined;
  readonly settings: Pick<PosternSettings, 'stage' | 'logRetentionDays'> & {
    readonly watch: NonNullable<PosternSettings['watch']>;
  };
}

/** What watches a deployment. It can be taken away without a trace. */
export class WatchStack extends Stack {
  readonly watch: Watch;

  constructor(scope: Construct, id: string, { keys, rotation, settings, ...props }: WatchStackProps) {
    super(scope, id, props);
    const { stage, logRetentionDays: logRetention, watch } = settings;
    this.watch = new Watch(this, 'Watch', { ...watch, keys, rotation, logRetention });
    const { ticket, page } = this.watch.notifications;
    publishDeployment(this, stage, { 'ticket-topic': ticket.topicArn });
    new CfnOutput(this, 'TicketTopic', { value: ticket.topicArn });
    new CfnOutput(this, 'PageTopic', { value: page.topicArn });
    if (!someone(watch.notify)) {
      Annotations.of(this).addInfo(
        'nobody is told of alarms: name receivers in the setting watch.notify, or subscribe to the topics',
      );
    }
  }
}

function someone({ ticket = {}, page = {}, chat }: WatchStackProps['settings']['watch']['notify']): boolean {
  return (
    chat !== undefined ||
    [ticket, page].some(({ emails = [], webhooks = [] }) => emails.length + webhooks.length > 0)
  );
}
