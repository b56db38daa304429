import type { Publish } from '../../lib/adapters/sns/publish.ts';
import { type AlarmNotice, alarmNotice, NOTICE_FORM, topicEvent } from '../../lib/contracts/alarm-notification.ts';
import { noticeOf } from './notification.ts';

export interface FormatNoticeDeps {
  readonly publish: Publish;
}

/**
 * Makes the handler that turns what CloudWatch tells a topic into what people read, on the same topic. What it can't
 * read fails, is tried again, and ends among the dead letters, which have an alarm.
 */
export function createHandler({ publish }: FormatNoticeDeps) {
  return async (event: unknown): Promise<void> => {
    for (const { Sns } of topicEvent.parse(event).Records) {
      const alarm = alarmNotice.parse(JSON.parse(Sns.Message));
      if (isFirstLook(alarm)) continue;
      await publish({
        ...noticeOf(alarm, Sns.TopicArn),
        topicArn: Sns.TopicArn,
        attributes: { [NOTICE_FORM.name]: NOTICE_FORM.readable },
      });
    }
  };
}

/** That an alarm of which nothing was known is OK is no news: each is, when it was deployed. */
function isFirstLook({ OldStateValue, NewStateValue }: AlarmNotice): boolean {
  return OldStateValue === 'INSUFFICIENT_DATA' && NewStateValue === 'OK';
}
