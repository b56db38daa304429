import type { DailyRun, DailyRuns } from '../../lib/core/rotation/daily-runs.ts';

/** The last run of the daily checks in memory, with the number of its reads and writes. */
export function createMemoryDailyRuns(): DailyRuns & {
  readonly requests: { reads: number; writes: number };
} {
  let stored: DailyRun | undefined;
  const requests = { reads: 0, writes: 0 };
  return {
    requests,
    read: async () => {
      requests.reads += 1;
      return stored;
    },
    replace: async (found, next) => {
      requests.writes += 1;
      if (found?.day !== stored?.day || found?.cursor !== stored?.cursor) return false;
      stored = next;
      return true;
    },
  };
}
