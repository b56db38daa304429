import type { SecretsManagerStep } from '../../lib/contracts/secrets-manager-step.ts';
import type { StepResult } from '../../lib/core/rotation/blocked-reasons.ts';
import type { RotationDeps } from '../../lib/core/rotation/rotation-deps.ts';
import { runSecretStep } from '../../lib/core/rotation/secrets-manager-steps.ts';

/** Which secrets are this deployment's: by the beginning of their names, `postern/<name>/`. */
export interface OwnSecrets {
  readonly prefix: string;
}

/** Takes one of Secrets Manager's steps, of a secret of this deployment's in this account and region. */
export async function takeStep(
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
