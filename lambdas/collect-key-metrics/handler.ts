import { censusMetricsLine, expiringKeyLines } from '../../lib/contracts/key-metrics.ts';
import { type CensusDeps, takeCensus } from '../../lib/core/usage/key-inventory.ts';

export interface CountKeysDeps extends CensusDeps {
  readonly keyTable: string;
  /** Tells whoever waits for it, outside of this account, that all is alive; undefined where nobody does. */
  readonly signal: (() => Promise<void>) | undefined;
  /** One line each. */
  readonly log: (line: string) => void;
}

/**
 * Makes the handler that EventBridge Scheduler calls every quarter of an hour. The sign of life comes last: it says
 * that schedules, functions and both tables work.
 */
export function createHandler(deps: CountKeysDeps) {
  return async (): Promise<void> => {
    const census = await takeCensus(deps);
    deps.log(censusMetricsLine(deps.keyTable, census, deps.clock()));
    for (const line of expiringKeyLines(census)) deps.log(line);
    await deps.signal?.();
  };
}
