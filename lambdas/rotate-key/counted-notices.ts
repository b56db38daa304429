import { noticeMetricsLine } from '../../lib/contracts/notice-metrics.ts';
import type { Notices } from '../../lib/core/rotation/notices.ts';
import type { Clock } from '../../lib/core/runtime.ts';

/** Counts the notices that were told, for alarms. */
export function countedNotices(
  notices: Notices,
  {
    rotation,
    clock,
    log,
  }: { readonly rotation: string; readonly clock: Clock; readonly log: (line: string) => void },
): Notices {
  return {
    tell: async (notice) => {
      await notices.tell(notice);
      log(noticeMetricsLine(rotation, notice.kind, clock()));
    },
  };
}
