import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import {
  DEPLOYMENT_PARAMETERS,
  type DeploymentParameter,
  parameterName,
} from '../../contracts/deployment-parameters.ts';

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
