import { sweepMetricsLine } from '../../lib/contracts/rotation-metrics.ts';
import { sweepEvent } from '../../lib/contracts/rotation-tasks.ts';
import { type DailyCheckDeps, enqueueDailyChecks } from '../../lib/core/rotation/enqueue-daily-checks.ts';
import { type SweepDeps, sweepDue } from '../../lib/core/rotation/sweep.ts';

export interface SweepKeysDeps extends SweepDeps, DailyCheckDeps {
  /** The name of the deployment of rotation, for metrics. */
  readonly rotation: string;
  /** One line each. */
  readonly log: (line: string) => void;
}

/**
 * Makes the handler that EventBridge Scheduler calls each minute. It reads no key and no secret. The heartbeat is the last
 * step, so that its alarm reports each step that fails.
 */
export function createHandler(deps: SweepKeysDeps) {
  return async (event: unknown): Promise<void> => {
    sweepEvent.parse(event);
    const counts = await sweepDue(deps);
    await enqueueDailyChecks(deps);
    deps.log(sweepMetricsLine(deps.rotation, counts, deps.clock()));
  };
}
