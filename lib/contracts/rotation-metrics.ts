import { embeddedLine, nonZero } from './embedded-metrics.ts';

/** The metrics of rotation, by deployment. Each is summed over any period. */
export const ROTATION_METRICS = {
  /** The name of the deployment, which is part of its secret names. */
  dimension: 'Rotation',
  /** The heartbeat: one a minute. */
  sweeps: 'SweepRuns',
  /** Checks that were due. */
  due: 'DueReconciles',
  /** Checks that no sweep has queued for at least 15 minutes. A queued check is due again when its lease ends. */
  overdue: 'OverdueReconciles',
  /** Tasks that succeeded. */
  done: 'RotationTasksSucceeded',
  /** Tasks that failed and are retried. */
  failed: 'RotationTasksFailed',
  /** Rejected rotation events, for example forged ones. */
  rejectedEvents: 'RejectedRotationEvents',
} as const;

/** One line that CloudWatch turns into metrics (embedded metric format). */
export function sweepMetricsLine(
  rotation: string,
  { due, overdue }: { readonly due: number; readonly overdue: number },
  atMs: number,
): string {
  const { sweeps, due: dueName, overdue: overdueName } = ROTATION_METRICS;
  return embedded(rotation, { [sweeps]: 1, [dueName]: due, [overdueName]: overdue }, atMs);
}

/** The metrics line of one invocation of `rotate-key`. */
export function rotationMetricsLine(
  rotation: string,
  values: { readonly done: number; readonly failed: number; readonly rejectedEvents: number },
  atMs: number,
): string {
  const { done, failed, rejectedEvents } = ROTATION_METRICS;
  return embedded(
    rotation,
    { [done]: values.done, [failed]: values.failed, [rejectedEvents]: values.rejectedEvents },
    atMs,
  );
}

function embedded(rotation: string, values: Readonly<Record<string, number>>, atMs: number): string {
  const metrics = nonZero(
    Object.entries(values).map(([name, value]) => ({ name, unit: 'Count' as const, value })),
  );
  return embeddedLine({ dimension: ROTATION_METRICS.dimension, of: rotation, metrics, atMs });
}
