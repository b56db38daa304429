import type { ManagedKey } from './managed-key.ts';

/** Whether a rotation is to begin by the key's own schedule. */
export function isDue({ rotation, rotateAtMs, paused }: ManagedKey, nowMs: number): boolean {
  return rotation === null && !paused && rotateAtMs !== null && nowMs >= rotateAtMs;
}
