import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { publishDeployment } from '../constructs/api-keys/parameters.ts';
import type { MonitoredKeys, MonitoredRotation } from '../constructs/monitoring/monitored-resources.ts';
import { Monitoring } from '../constructs/monitoring/monitoring.ts';
import type { StageSettings } from '../stages/stage.ts';

export interface MonitoringStackProps extends StackProps {
  readonly keys: MonitoredKeys;
  /** Encrypts the notifications. */
  readonly encryptionKey: IKey | undefined;
  readonly rotation: MonitoredRotation | undefined;
  readonly settings: Pick<StageSettings, 'stage' | 'logRetentionDays' | 'emulator'> & {
    readonly monitoring: NonNullable<StageSettings['monitoring']>;
  };
}

/** Monitoring of a deployment. It has no data and can be removed. */
export class MonitoringStack extends Stack {
  readonly monitoring: Monitoring;

  constructor(
    scope: Construct,
    id: string,
    { keys, encryptionKey, rotation, settings, ...props }: MonitoringStackProps,
  ) {
    super(scope, id, props);
    const { stage, logRetentionDays: logRetention, monitoring } = settings;
    this.monitoring = new Monitoring(this, 'Monitoring', {
      ...monitoring,
      keys,
      encryptionKey,
      rotation,
      logRetention,
    });
    const { ticket, page } = this.monitoring.notifications;
    publishDeployment(this, stage, { 'ticket-topic': ticket.topicArn });
    new CfnOutput(this, 'TicketTopic', { value: ticket.topicArn });
    new CfnOutput(this, 'PageTopic', { value: page.topicArn });
    // The local runner prints notifications in the terminal.
    if (!settings.emulator && !hasReceivers(monitoring.notify)) {
      Annotations.of(this).addWarningV2(
        'postern:no-alarm-receivers',
        'Alarms notify no receivers: the setting monitoring.notify is empty. Add an email address, a webhook or a chat ' +
          'channel, for example notify: { ticket: { emails: [...] }, page: { webhooks: [...] } }.',
      );
    }
  }
}

function hasReceivers({
  ticket = {},
  page = {},
  chat,
}: MonitoringStackProps['settings']['monitoring']['notify']): boolean {
  return (
    chat !== undefined ||
    [ticket, page].some(({ emails = [], webhooks = [] }) => emails.length + webhooks.length > 0)
  );
}
