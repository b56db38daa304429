import type { SecretsManagerStep } from '../../lib/contracts/secrets-manager-step.ts';
import type { StepResult } from '../../lib/core/rotation/blocked-reasons.ts';
import type { RotationDeps } from '../../lib/core/rotation/rotation-deps.ts';
import { runSecretStep } from '../../lib/core/rotation/secrets-manager-steps.ts';

/** The secrets of this deployment, by the prefix of their names: `postern/<name>/`. */
export interface OwnSecrets {
  readonly prefix: string;
}

/** Runs one step of Secrets Manager for a secret of this deployment, in this account and Region. */
export async function runOwnStep(
  deps: RotationDeps,
  { prefix }: OwnSecrets,
  { SecretId: secretArn, ClientRequestToken: versionId, Step: step }: SecretsManagerStep,
  functionArn: string,
): Promise<StepResult | 'secret-outside-deployment'> {
  const [, partition, , region, account] = functionArn.split(':');
  if (!secretArn.startsWith(`arn:${partition}:secretsmanager:${region}:${account}:secret:${prefix}`)) {
    return 'secret-outside-deployment';
  }
  return runSecretStep(deps, { secretArn, versionId, step });
}
