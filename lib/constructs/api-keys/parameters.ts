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
import type { KeyProfile } from './key-profile.ts';

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

/** Publishes which profile a deployment has, in the name of a parameter. Its value has the prefixes, which `doctor` compares. */
export function publishProfile(scope: Construct, stage: string, keyProfile: KeyProfile): void {
  const { format, sessionFormat } = keyProfile.profile;
  new StringParameter(scope, 'Parameter-profile', {
    parameterName: profileParameter(stage, keyProfile),
    stringValue: [format, ...(sessionFormat ? [sessionFormat] : [])].map(({ prefix }) => prefix).join(','),
  });
}

/**
 * Fails the deployment of another app if the stage has another profile: CloudFormation then reports the missing parameter,
 * which names the profile that the app expects.
 */
export function requireProfile(scope: Construct, stage: string, keyProfile: KeyProfile): void {
  StringParameter.valueForStringParameter(scope, profileParameter(stage, keyProfile));
}

/**
 * `/postern/prod/profile/minds`. A custom profile also has the hash of its settings: `/postern/prod/profile/acme-0a1b2c3d4e5f`. If
 * tenants can be suspended, the name ends with `/tenant-suspension`: otherwise, an app without that setting would accept their keys.
 */
function profileParameter(stage: string, { profile, tenantSuspension }: KeyProfile): string {
  const name = parameterName(stage, `profile/${profileName(profile)}`);
  return tenantSuspension ? `${name}/tenant-suspension` : name;
}

function profileName({ name, settings }: Profile): string {
  if (!settings) return name;
  const digest = hash('sha256', canonicalJson(settings), 'hex').slice(0, 12);
  return `${name}-${digest}`;
}
