import type { RotationDeps } from './rotation-deps.ts';
import { type RecordResult, transitionRecord } from './transition.ts';

/** Begins no rotation of this key until it is resumed. What is open goes on, and old values are retired. */
export function pauseRotation(deps: RotationDeps, keyId: string): Promise<RecordResult<never>> {
  return setPaused(deps, keyId, true);
}

/** Begins rotations again; one that became due in the meantime, now. */
export function resumeRotation(deps: RotationDeps, keyId: string): Promise<RecordResult<never>> {
  return setPaused(deps, keyId, false);
}

function setPaused(deps: RotationDeps, keyId: string, paused: boolean): Promise<RecordResult<never>> {
  return transitionRecord<never>(deps, keyId, ({ key, managed }) => {
    if (managed.paused === paused) return 'unchanged';
    const next = { key, managed: { ...managed, paused } };
    return { next, action: paused ? 'rotation.paused' : 'rotation.resumed' };
  });
}
