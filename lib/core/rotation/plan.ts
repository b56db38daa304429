import { nextOpeningMs, type RotationFreeze } from './calendar.ts';
import type { ManagedKeySettings } from './managed-key.ts';

/** What a key's next scheduled rotation waits for. */
export type PlannedFor = 'under-way' | 'due' | 'window' | 'freeze' | 'paused';

/** When a key rotates by its schedule. */
export interface PlannedRotation {
  readonly managed: ManagedKeySettings;
  /** Null while it is paused: it begins when it is resumed. */
  readonly atMs: number | null;
  readonly because: PlannedFor;
}

/** When the next scheduled rotation of a key begins, if it does so, or is due, before `untilMs`. */
export function plannedRotation(
  managed: ManagedKeySettings,
  freeze: RotationFreeze | null,
  { nowMs, untilMs }: { readonly nowMs: number; readonly untilMs: number },
): PlannedRotation | undefined {
  const { rotation, rotateAtMs, paused, windows } = managed;
  if (rotation) return { managed, atMs: rotation.startedAtMs, because: 'under-way' };
  if (rotateAtMs === null || rotateAtMs >= untilMs) return undefined;
  if (paused) return { managed, atMs: null, because: 'paused' };
  const dueMs = Math.max(nowMs, rotateAtMs);
  const thawedMs = Math.max(dueMs, freeze?.untilMs ?? 0);
  const atMs = nextOpeningMs(windows, thawedMs);
  if (atMs >= untilMs) return undefined;
  return { managed, atMs, because: atMs > thawedMs ? 'window' : thawedMs > dueMs ? 'freeze' : 'due' };
}
