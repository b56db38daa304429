import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { type DeploymentParameter, parameterName } from '../../contracts/deployment-parameters.ts';

/** Publishes a deployment under its stage's name, once per account and region. */
export function publishDeployment(
  scope: Construct,
  stage: string,
  values: Readonly<Record<DeploymentParameter, string>>,
): void {
  const publish = (parameter: DeploymentParameter) =>
    new StringParameter(scope, `Parameter-${parameter}`, {
      parameterName: parameterName(stage, parameter),
      stringValue: values[parameter],
    });
  publish('key-table');
  publish('api-id');
  publish('api-url');
}

/** A published value, read when the stack is deployed. */
export function publishedValue(scope: Construct, stage: string, parameter: DeploymentParameter): string {
  return StringParameter.valueForStringParameter(scope, parameterName(stage, parameter));
}
