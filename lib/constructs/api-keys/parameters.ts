import { hash } from 'node:crypto';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import {
  DEPLOYMENT_PARAMETERS,
  type DeploymentParameter,
  parameterName,
} from '../../contracts/deployment-parameters.ts';
import { canonicalJson } from '../../core/json.ts';
import type { Profile } from '../../core/profiles/profile.ts';

/** Publishes the values of a deployment as parameters of its stage. A stage is unique per account and Region. */
export function publishDeployment(
  scope: Construct,
  stage: string,
  values: Readonly<Partial<Record<DeploymentParameter, string>>>,
): void {
  for (const parameter of DEPLOYMENT_PARAMETERS) {
    const stringValue = values[parameter];
    if (stringValue === undefined) continue;
    new StringParameter(scope, `Parameter-${parameter}`, {
      parameterName: parameterName(stage, parameter),
      stringValue,
    });
  }
}

/** A published value. CloudFormation reads it at deployment. */
export function publishedValue(scope: Construct, stage: string, parameter: DeploymentParameter): string {
  return StringParameter.valueForStringParameter(scope, parameterName(stage, parameter));
}

/** Publishes which profile a deployment has, in the name of a parameter. */
export function publishProfile(scope: Construct, stage: string, profile: Profile): void {
  new StringParameter(scope, 'Parameter-profile', {
    parameterName: profileParameter(stage, profile),
    stringValue: profile.title,
  });
}

/**
 * Fails the deployment of another app if the stage has another profile: CloudFormation then reports the missing parameter,
 * which names the profile that the app expects.
 */
export function requireProfile(scope: Construct, stage: string, profile: Profile): void {
  StringParameter.valueForStringParameter(scope, profileParameter(stage, profile));
}

/** `/postern/prod/profile/minds`. A custom profile also has the hash of its settings: `/postern/prod/profile/acme-0a1b2c3d4e5f`. */
function profileParameter(stage: string, { name, settings }: Profile): string {
  if (!settings) return parameterName(stage, `profile/${name}`);
  const digest = hash('sha256', canonicalJson(settings), 'hex').slice(0, 12);
  return parameterName(stage, `profile/${name}-${digest}`);
}
