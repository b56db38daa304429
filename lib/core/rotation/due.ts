import { jitterOf } from './jitter.ts';
import type { ManagedKey } from './managed-key.ts';

/** The minimum time between two values of a secret, as Secrets Manager recommends. */
export const MIN_ROTATION_INTERVAL_MS = 10 * 60_000;

/** The part of the interval by which a rotation is due earlier at most, so that keys created together rotate apart. */
export const DUE_JITTER = 0.1;

/**
 * When a key whose value was accepted at `fromMs` is due: at most one interval later. Null if it rotates only on demand
 * or by a schedule of Secrets Manager.
 */
export function dueNextMs(
  { keyId, schedule, rotateEveryMs }: Pick<ManagedKey, 'keyId' | 'schedule' | 'rotateEveryMs'>,
  fromMs: number,
): number | null {
  if (schedule !== 'postern' || rotateEveryMs === null) return null;
  return fromMs + rotateEveryMs - Math.floor(rotateEveryMs * DUE_JITTER * jitterOf(keyId));
}
