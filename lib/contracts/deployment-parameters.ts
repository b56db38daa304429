/** What other apps and the CLI need to find a deployment by its stage, published as parameters of Systems Manager. */
export const DEPLOYMENT_PARAMETERS = [
  'key-table',
  'api-id',
  'api-url',
  'usage-table',
  'usage-recorder',
  'ticket-topic',
  'rotate-key',
  'managed-key-provider',
] as const;
export type DeploymentParameter = (typeof DEPLOYMENT_PARAMETERS)[number];

/** The name of a stage, once per account and region. */
export const STAGE_NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;

/** @throws Error if the stage's name does not fit a parameter's name */
export function parameterName(stage: string, parameter: DeploymentParameter): string {
  if (STAGE_NAME.test(stage)) return `/postern/${stage}/${parameter}`;
  throw new Error(`the stage is called '${stage}'; allowed are a-z, 0-9 and -, at most 31 characters`);
}
