import type { KeyEventKind } from '../core/rotation/key-events.ts';
import { embeddedLine } from './embedded-metrics.ts';
import { ROTATION_METRICS } from './rotation-metrics.ts';

/** The metric of failed and timed-out rotations. */
export const ROTATION_FAILURES = 'RotationFailures';

const FAILURES: readonly KeyEventKind[] = ['rotation.failed', 'rotation.timed-out'];

/** The metric of one kind of key event: `KeyEvents.secret.label-drift`. */
export function keyEventMetric(kind: KeyEventKind): string {
  return `KeyEvents.${kind}`;
}

/** The metrics line of a published key event, without data of the key. */
export function keyEventMetricsLine(rotation: string, kind: KeyEventKind, atMs: number): string {
  const names = [keyEventMetric(kind), ...(FAILURES.includes(kind) ? [ROTATION_FAILURES] : [])];
  return embeddedLine({
    dimension: ROTATION_METRICS.dimension,
    of: rotation,
    metrics: names.map((name) => ({ name, unit: 'Count', value: 1 })),
    atMs,
  });
}
