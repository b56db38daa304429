import { isFrozen, isOpen, type RotationFreeze } from './calendar.ts';
import type { ManagedKey } from './managed-key.ts';
import { spreadOf } from './spread.ts';

/** The shortest time between two values of a secret: Secrets Manager wants no more of them. */
export const BETWEEN_STARTS_MS = 10 * 60_000;

/** By how much of its interval a rotation comes earlier at most: keys that were made at once don't rotate at once. */
export const DUE_SPREAD = 0.1;

/**
 * When a key whose value is as old as `fromMs` is due next: never later than its interval allows. Null where it
 * rotates on demand alone, and where Secrets Manager has the schedule.
 */
export function dueNextMs(
  { keyId, schedule, rotateEveryMs }: Pick<ManagedKey, 'keyId' | 'schedule' | 'rotateEveryMs'>,
  fromMs: number,
): number | null {
  if (schedule !== 'postern' || rotateEveryMs === null) return null;
  return fromMs + rotateEveryMs - Math.floor(rotateEveryMs * DUE_SPREAD * spreadOf(keyId));
}

/** Whether a rotation is due by the key's own schedule. */
export function isDue({ rotation, rotateAtMs, paused }: ManagedKey, nowMs: number): boolean {
  return rotation === null && !paused && rotateAtMs !== null && nowMs >= rotateAtMs;
}

/** Whether one that is due may begin now: within the key's windows, and not while its tenant is frozen. */
export function mayBegin({ windows }: ManagedKey, freeze: RotationFreeze | null, nowMs: number): boolean {
  return isOpen(windows, nowMs) && !isFrozen(freeze, nowMs);
}
