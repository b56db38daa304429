import type { KeyEventKind } from '../core/rotation/key-events.ts';
import { embeddedLine } from './embedded-metrics.ts';
import { ROTATION_METRICS } from './rotation-metrics.ts';

/** What was told of rotations that did not go on. */
export const ROTATION_FAILURES = 'RotationFailures';

const FAILURES: readonly KeyEventKind[] = ['failed', 'stuck'];

/** The metric of one kind of notice: `RotationNotices.label-moved-by-hand`. */
export function noticeMetric(kind: KeyEventKind): string {
  return `RotationNotices.${kind}`;
}

/** A notice that was told, as a line that CloudWatch turns into metrics. Of the key it says nothing. */
export function noticeMetricsLine(rotation: string, kind: KeyEventKind, atMs: number): string {
  const names = [noticeMetric(kind), ...(FAILURES.includes(kind) ? [ROTATION_FAILURES] : [])];
  return embeddedLine({
    dimension: ROTATION_METRICS.dimension,
    of: rotation,
    metrics: names.map((name) => ({ name, unit: 'Count', value: 1 })),
    atMs,
  });
}
