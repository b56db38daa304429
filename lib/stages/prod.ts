import type { StageSettings } from './stage.ts';

/** An AWS account: nothing that holds keys can be lost by a deploy. */
export const prod = {
  stage: 'prod',
  region: 'us-east-1',
  profile: 'default',
  deployWithOwnCredentials: false,
  keyTable: { retained: true, pointInTimeRecovery: true, customerKey: true },
  sample: false,
} as const satisfies StageSettings;
