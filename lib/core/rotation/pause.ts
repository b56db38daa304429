import type { RotationDeps } from './rotation-deps.ts';
import {
  type SettingsName,
  type SettingsResult,
  updateSettingsWithRetry,
} from './update-managed-key-with-retry.ts';

/** Pauses scheduled rotation. A rotation in progress continues, and old values are retired. */
export function pauseRotation(deps: RotationDeps, name: SettingsName): Promise<SettingsResult<never>> {
  return setPaused(deps, name, true);
}

/** Resumes scheduled rotation. A rotation that became due during the pause starts now. */
export function resumeRotation(deps: RotationDeps, name: SettingsName): Promise<SettingsResult<never>> {
  return setPaused(deps, name, false);
}

function setPaused(deps: RotationDeps, name: SettingsName, paused: boolean): Promise<SettingsResult<never>> {
  return updateSettingsWithRetry<never>(deps, name, ({ key, managed }) => {
    if (managed.paused === paused) return 'unchanged';
    const next = { key, managed: { ...managed, paused } };
    return { next, action: paused ? 'rotation.paused' : 'rotation.resumed' };
  });
}
