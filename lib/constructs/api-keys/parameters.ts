import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

/** What other apps and the CLI need to find a deployment by its stage. */
export type DeploymentParameter = 'key-table' | 'api-id' | 'api-url';

const STAGE = /^[a-z0-9][a-z0-9-]{0,30}$/;

/** @throws Error if the stage's name does not fit a parameter's name */
function parameterName(stage: string, parameter: DeploymentParameter): string {
  if (STAGE.test(stage)) return `/postern/${stage}/${parameter}`;
  throw new Error(`the stage is called '${stage}'; allowed are a-z, 0-9 and -, at most 31 characters`);
}

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
