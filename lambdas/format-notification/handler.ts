import type { Publish } from '../../lib/adapters/sns/publish.ts';
import {
  type AlarmNotification,
  alarmNotification,
  NOTIFICATION_FORMAT,
  topicEvent,
} from '../../lib/contracts/alarm-notification.ts';
import { notificationOf } from './notification.ts';

export interface FormatNotificationDeps {
  readonly publish: Publish;
}

/**
 * Makes the handler that formats CloudWatch alarm messages and publishes them to the same topic. An unreadable message
 * fails, is retried, and is sent to the dead-letter queue, which has an alarm.
 */
export function createHandler({ publish }: FormatNotificationDeps) {
  return async (event: unknown): Promise<void> => {
    for (const { Sns } of topicEvent.parse(event).Records) {
      const alarm = alarmNotification.parse(JSON.parse(Sns.Message));
      if (isInitialOk(alarm)) continue;
      await publish({
        ...notificationOf(alarm, Sns.TopicArn),
        topicArn: Sns.TopicArn,
        attributes: { [NOTIFICATION_FORMAT.name]: NOTIFICATION_FORMAT.readable },
      });
    }
  };
}

/** The first OK of an alarm after its deployment, which is not published. */
function isInitialOk({ OldStateValue, NewStateValue }: AlarmNotification): boolean {
  return OldStateValue === 'INSUFFICIENT_DATA' && NewStateValue === 'OK';
}
