import { embeddedLine } from './embedded-metrics.ts';

/** The metrics of rotation, by deployment. Each is summed over any period. */
export const ROTATION_METRICS = {
  /** Tells deployments of one account apart: by where their secrets lie. */
  dimension: 'Rotation',
  /** The heartbeat: one a minute. */
  sweeps: 'SweepRuns',
  /** ReconcileSchedule that were due. */
  due: 'DueReconciles',
  /** ReconcileSchedule that have been due for a quarter of an hour and more. */
  overdue: 'OverdueReconciles',
  /** ReconcileSchedule and reports that were done. */
  done: 'RotationTasksSucceeded',
  /** Those that failed, and are tried again. */
  failed: 'RotationTasksFailed',
  /** Rotation events that were refused: another key's secret, a forged one. */
  refusedEvents: 'RejectedRotationEvents',
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

/** The same of what was done in one run. */
export function rotationMetricsLine(
  rotation: string,
  values: { readonly done: number; readonly failed: number; readonly refusedEvents: number },
  atMs: number,
): string {
  const { done, failed, refusedEvents } = ROTATION_METRICS;
  return embedded(
    rotation,
    { [done]: values.done, [failed]: values.failed, [refusedEvents]: values.refusedEvents },
    atMs,
  );
}

function embedded(rotation: string, values: Readonly<Record<string, number>>, atMs: number): string {
  const metrics = Object.entries(values).map(([name, value]) => ({ name, unit: 'Count' as const, value }));
  return embeddedLine({ dimension: ROTATION_METRICS.dimension, of: rotation, metrics, atMs });
}
