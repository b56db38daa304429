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
 * Makes the handler that turns what CloudWatch tells a topic into what people read, on the same topic. What it can't
 * read fails, is tried again, and ends among the dead letters, which have an alarm.
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

/** That an alarm of which nothing was known is OK is no news: each is, when it was deployed. */
function isInitialOk({ OldStateValue, NewStateValue }: AlarmNotification): boolean {
  return OldStateValue === 'INSUFFICIENT_DATA' && NewStateValue === 'OK';
}
