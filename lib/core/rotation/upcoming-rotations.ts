import { nextStart, type StartCondition } from './agenda.ts';
import type { RotationFreeze } from './maintenance-window.ts';
import type { ManagedKeySettings } from './managed-key.ts';

/** The condition that the next scheduled rotation of a key waits for. */
export type UpcomingReason = 'in-progress' | StartCondition;

/** When a key rotates by its schedule. */
export interface UpcomingRotation {
  readonly managed: ManagedKeySettings;
  /** Null while it is paused: it starts when it is resumed. */
  readonly atMs: number | null;
  readonly reason: UpcomingReason;
}

/** The open or next scheduled rotation of a key; undefined if it is not due or cannot start before `untilMs`. */
export function upcomingRotation(
  managed: ManagedKeySettings,
  freeze: RotationFreeze | null,
  { nowMs, untilMs }: { readonly nowMs: number; readonly untilMs: number },
): UpcomingRotation | undefined {
  const { rotation, rotateAtMs } = managed;
  if (rotation) return { managed, atMs: rotation.startedAtMs, reason: 'in-progress' };
  const start = nextStart(managed, { nowMs, freeze });
  if (!start || rotateAtMs === null || rotateAtMs >= untilMs) return undefined;
  if (start.atMs !== null && start.atMs >= untilMs) return undefined;
  return { managed, atMs: start.atMs, reason: start.condition };
}
