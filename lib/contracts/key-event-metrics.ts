import type { KeyEventKind } from '../core/rotation/key-events.ts';
import { embeddedLine } from './embedded-metrics.ts';
import { ROTATION_METRICS } from './rotation-metrics.ts';

/** What was told of rotations that did not go on. */
export const ROTATION_FAILURES = 'RotationFailures';

const FAILURES: readonly KeyEventKind[] = ['rotation.failed', 'rotation.timed-out'];

/** The metric of one kind of notice: `KeyEvents.label-drift`. */
export function keyEventMetric(kind: KeyEventKind): string {
  return `KeyEvents.${kind}`;
}

/** A notice that was told, as a line that CloudWatch turns into metrics. Of the key it says nothing. */
export function keyEventMetricsLine(rotation: string, kind: KeyEventKind, atMs: number): string {
  const names = [keyEventMetric(kind), ...(FAILURES.includes(kind) ? [ROTATION_FAILURES] : [])];
  return embeddedLine({
    dimension: ROTATION_METRICS.dimension,
    of: rotation,
    metrics: names.map((name) => ({ name, unit: 'Count', value: 1 })),
    atMs,
  });
}
