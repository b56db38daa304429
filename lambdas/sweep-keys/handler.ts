import { sweepMetricsLine } from '../../lib/contracts/rotation-metrics.ts';
import { SWEEP_EVENTS, sweepEvent } from '../../lib/contracts/rotation-tasks.ts';
import { type DailyCheckDeps, enqueueDailyChecks } from '../../lib/core/rotation/enqueue-daily-checks.ts';
import { type SweepDeps, sweepDue } from '../../lib/core/rotation/sweep.ts';

export interface SweepKeysDeps extends SweepDeps, DailyCheckDeps {
  /** The name of the deployment of rotation, for metrics. */
  readonly rotation: string;
  /** One line each. */
  readonly log: (line: string) => void;
}

/** Makes the handler that EventBridge Scheduler calls each minute, and once a day. It reads no key and no secret. */
export function createHandler(deps: SweepKeysDeps) {
  return async (event: unknown): Promise<void> => {
    const { postern } = sweepEvent.parse(event);
    if (postern === SWEEP_EVENTS.dailyCheck.postern) return enqueueDailyChecks(deps);
    const counts = await sweepDue(deps);
    deps.log(sweepMetricsLine(deps.rotation, counts, deps.clock()));
  };
}
