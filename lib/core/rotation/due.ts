import { jitterOf } from './jitter.ts';
import type { ManagedKey } from './managed-key.ts';

/** The shortest time between two values of a secret: Secrets Manager wants no more of them. */
export const MIN_ROTATION_INTERVAL_MS = 10 * 60_000;

/** By how much of its interval a rotation comes earlier at most: keys that were made at once don't rotate at once. */
export const DUE_JITTER = 0.1;

/**
 * When a key whose value is as old as `fromMs` is due next: never later than its interval allows. Null where it
 * rotates on demand alone, and where Secrets Manager has the schedule.
 */
export function dueNextMs(
  { keyId, schedule, rotateEveryMs }: Pick<ManagedKey, 'keyId' | 'schedule' | 'rotateEveryMs'>,
  fromMs: number,
): number | null {
  if (schedule !== 'postern' || rotateEveryMs === null) return null;
  return fromMs + rotateEveryMs - Math.floor(rotateEveryMs * DUE_JITTER * jitterOf(keyId));
}
