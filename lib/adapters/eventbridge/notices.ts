import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { NOTICE_SOURCE, noticeDetail } from '../../contracts/notices.ts';
import type { Notices } from '../../core/rotation/notices.ts';
import { UnavailableError } from '../../core/store.ts';

/** Notices as events of a bus of EventBridge (1 USD for a million). Its rules decide who gets them. */
export function createNotices(client: EventBridgeClient, bus: string, deployment: string): Notices {
  return {
    tell: async (notice) => {
      const event = {
        EventBusName: bus,
        Source: NOTICE_SOURCE,
        DetailType: notice.kind,
        Time: new Date(notice.atMs),
        Detail: JSON.stringify(noticeDetail(notice, deployment)),
      };
      const { FailedEntryCount } = await client
        .send(new PutEventsCommand({ Entries: [event] }))
        .catch(unavailable);
      if (FailedEntryCount) throw new UnavailableError('the bus did not take a notice');
    },
  };
}

function unavailable(cause: unknown): never {
  throw new UnavailableError('the bus of notices did not answer', { cause });
}
