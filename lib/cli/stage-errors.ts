import type { StageError, StageFailure } from '../api-client/errors.ts';
import { parameterName } from '../contracts/deployment-parameters.ts';
import type { Failure } from './error-messages.ts';
import { EXIT } from './exit-codes.ts';
import { shellCommand } from './shell-word.ts';

const SIGN_IN_ADVICE = 'Sign in again with the AWS CLI, or set AWS_PROFILE.';

const FAILURES = {
  'invalid-stage': {
    message: ({ stage }) => `Invalid stage '${stage}'`,
    advice: () => 'Use 1 to 31 of a-z, 0-9 and -, for example --stage prod.',
    exitCode: EXIT.usage,
  },
  'invalid-region': {
    message: ({ region }) => `Invalid AWS Region '${region}'`,
    advice: () => 'Use a Region code, for example --region eu-central-1.',
    exitCode: EXIT.usage,
  },
  'not-found': {
    message: ({ stage, region }) => `Stage '${stage}' not found in ${region} of this AWS account`,
    advice: ({ stage, region }) =>
      `Check --region and AWS_PROFILE, or deploy the stage: ${shellCommand('npx', 'cdk', 'deploy', '--all', '-c', `stage=${stage}`, '-c', `region=${region}`)}`,
    exitCode: EXIT.usage,
  },
  denied: {
    message: ({ stage, region }) => `These AWS credentials cannot look up stage '${stage}' in ${region}`,
    advice: ({ stage }) =>
      `Allow ssm:GetParameter on ${parameterName(stage, 'api-url')}, or use --api-url <url> instead of --stage.`,
    exitCode: EXIT.rejected,
  },
  'rejected-credentials': {
    message: ({ region }) => `AWS rejected these credentials in ${region}: they are invalid or expired`,
    advice: () => SIGN_IN_ADVICE,
    exitCode: EXIT.usage,
  },
  unreachable: {
    message: ({ stage, region }) =>
      `AWS Systems Manager in ${region} did not return the URL of stage '${stage}'`,
    advice: () =>
      'Check the Region and the network and try again, or use --api-url <url> instead of --stage.',
    exitCode: EXIT.unavailable,
  },
  'unsafe-url': {
    message: ({ stage, region }) =>
      `Stage '${stage}' in ${region} published an invalid API URL: it must be an https URL`,
    advice: ({ stage }) => `Deploy the stage again to restore ${parameterName(stage, 'api-url')}.`,
    exitCode: EXIT.rejected,
  },
} as const satisfies Record<
  StageFailure,
  {
    readonly message: (error: StageError) => string;
    readonly advice: (error: StageError) => string;
    readonly exitCode: Failure['exitCode'];
  }
>;

/** Describes why a stage was not found, with the next step. */
export function stageFailure(error: StageError): Failure {
  const { message, advice, exitCode } = FAILURES[error.failure];
  return { code: `stage-${error.failure}`, message: message(error), advice: advice(error), exitCode };
}
