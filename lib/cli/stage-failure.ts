import type { StageError, StageFailure } from '../api-client/errors.ts';
import { parameterName } from '../contracts/deployment-parameters.ts';
import { EXIT } from './exit-codes.ts';
import type { Failure } from './failures.ts';
import { shellCommand } from './shell-word.ts';

const SIGN_IN_ADVICE = 'sign in again with the AWS CLI, or set AWS_PROFILE';

const FAILURES = {
  'invalid-stage': {
    what: () => 'the name of the stage does not fit',
    advice: () => 'allowed are a-z, 0-9 and -, at most 31 characters: --stage prod',
    exitCode: EXIT.usage,
  },
  'invalid-region': {
    what: () => 'the region is none of AWS',
    advice: () => 'name it like --region eu-central-1',
    exitCode: EXIT.usage,
  },
  'not-found': {
    what: ({ stage, region }) => `there is no stage '${stage}' in ${region} of this AWS account`,
    advice: ({ stage, region }) =>
      `name another --region or AWS_PROFILE, or deploy it: ${shellCommand('npx', 'cdk', 'deploy', '--all', '-c', `stage=${stage}`, '-c', `region=${region}`)}`,
    exitCode: EXIT.usage,
  },
  denied: {
    what: ({ stage, region }) => `these AWS credentials may not look for the stage '${stage}' in ${region}`,
    advice: ({ stage }) =>
      `let them call ssm:GetParameter on ${parameterName(stage, 'api-url')}, or name the deployment with --api-url`,
    exitCode: EXIT.refused,
  },
  'refused-credentials': {
    what: ({ region }) =>
      `AWS does not accept these credentials in ${region}: they are wrong or have expired`,
    advice: () => SIGN_IN_ADVICE,
    exitCode: EXIT.usage,
  },
  unreachable: {
    what: ({ stage, region }) => `Systems Manager in ${region} does not say where the stage '${stage}' is`,
    advice: () => 'check the region and the network and try again, or name the deployment with --api-url',
    exitCode: EXIT.unavailable,
  },
  'unsafe-url': {
    what: ({ stage, region }) => `what the stage '${stage}' in ${region} publishes is no https URL`,
    advice: ({ stage }) => `deploy it again, which writes ${parameterName(stage, 'api-url')} anew`,
    exitCode: EXIT.refused,
  },
} as const satisfies Record<
  StageFailure,
  {
    readonly what: (error: StageError) => string;
    readonly advice: (error: StageError) => string;
    readonly exitCode: Failure['exitCode'];
  }
>;

/** Why a stage was not found, and what to do about it. */
export function stageFailure(error: StageError): Failure {
  const { what, advice, exitCode } = FAILURES[error.failure];
  return { code: `stage-${error.failure}`, what: what(error), advice: advice(error), exitCode };
}
