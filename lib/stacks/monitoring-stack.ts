import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { publishDeployment } from '../constructs/api-keys/parameters.ts';
import type { MonitoredKeys, MonitoredRotation } from '../constructs/monitoring/monitored-resources.ts';
import { Monitoring } from '../constructs/monitoring/monitoring.ts';
import type { PosternSettings } from '../stages/stage.ts';

export interface MonitoringStackProps extends StackProps {
  readonly keys: MonitoredKeys;
  readonly rotation: MonitoredRotation | undefined;
  readonly settings: Pick<PosternSettings, 'stage' | 'logRetentionDays'> & {
    readonly monitoring: NonNullable<PosternSettings['monitoring']>;
  };
}

/** What watches a deployment. It can be taken away without a trace. */
export class MonitoringStack extends Stack {
  readonly monitoring: Monitoring;

  constructor(scope: Construct, id: string, { keys, rotation, settings, ...props }: MonitoringStackProps) {
    super(scope, id, props);
    const { stage, logRetentionDays: logRetention, monitoring } = settings;
    this.monitoring = new Monitoring(this, 'Monitoring', { ...monitoring, keys, rotation, logRetention });
    const { ticket, page } = this.monitoring.notifications;
    publishDeployment(this, stage, { 'ticket-topic': ticket.topicArn });
    new CfnOutput(this, 'TicketTopic', { value: ticket.topicArn });
    new CfnOutput(this, 'PageTopic', { value: page.topicArn });
    if (!someone(monitoring.notify)) {
      Annotations.of(this).addInfo(
        'nobody is told of alarms: name receivers in the setting watch.notify, or subscribe to the topics',
      );
    }
  }
}

function someone({
  ticket = {},
  page = {},
  chat,
}: MonitoringStackProps['settings']['monitoring']['notify']): boolean {
  return (
    chat !== undefined ||
    [ticket, page].some(({ emails = [], webhooks = [] }) => emails.length + webhooks.length > 0)
  );
}
