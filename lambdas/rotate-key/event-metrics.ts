import { noticeMetricsLine } from '../../lib/contracts/key-event-metrics.ts';
import type { KeyEventPublisher } from '../../lib/core/rotation/key-events.ts';
import type { Clock } from '../../lib/core/runtime.ts';

/** Counts the notices that were told, for alarms, and logs whose key each is about, for the person on call. */
export function countedNotices(
  notices: KeyEventPublisher,
  {
    rotation,
    clock,
    log,
  }: { readonly rotation: string; readonly clock: Clock; readonly log: (line: string) => void },
): KeyEventPublisher {
  return {
    tell: async (notice) => {
      await notices.tell(notice);
      const { kind, tenant, owner, keyId, token: version, reason } = notice;
      log(`${JSON.stringify({ postern: 'key-event', kind, tenant, owner, keyId, version, reason })}\n`);
      log(noticeMetricsLine(rotation, kind, clock()));
    },
  };
}
