import type { StageSettings } from './stage.ts';

/** An emulator on this machine: everything is there to be tried and thrown away. */
export const local = {
  stage: 'local',
  region: 'us-east-1',
  profile: 'default',
  deployWithOwnCredentials: true,
  keyTable: { retained: false, pointInTimeRecovery: false, customerKey: false },
  sample: true,
} as const satisfies StageSettings;
