/** The Systems Manager parameters with which other apps and the CLI find a deployment by its stage. */
export const DEPLOYMENT_PARAMETERS = [
  'key-table',
  'limits-table',
  'api-id',
  'api-url',
  'audit-archive',
  'audit-retention-days',
  'authorizer-arn',
  'usage-table',
  'usage-recorder',
  'ticket-topic',
  'rotate-key',
  'managed-key-provider',
  'user-pool-id',
] as const;
export type DeploymentParameter = (typeof DEPLOYMENT_PARAMETERS)[number];

/** The path of the parameters of all stages of an account and Region. */
export const PARAMETERS_PATH = '/postern/';

/** The name of a stage, unique per account and Region. */
export const STAGE_NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;

/** @throws Error if the stage name is invalid */
export function parameterName(stage: string, parameter: DeploymentParameter | `profile/${string}`): string {
  if (STAGE_NAME.test(stage)) return `${PARAMETERS_PATH}${stage}/${parameter}`;
  throw new Error(`Invalid stage '${stage}'. Use at most 31 characters of a-z, 0-9 and -, for example prod.`);
}
