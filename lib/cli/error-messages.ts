import { SIGNATURE_TOLERANCE_MS, skewText } from '../api-client/clock-skew.ts';
import { DeploymentError } from '../api-client/deployment.ts';
import {
  CredentialsError,
  GatewayError,
  InvalidRequestError,
  ProblemError,
  StageError,
  UnexpectedResponseError,
  UnreachableError,
} from '../api-client/errors.ts';
import { RestoreError } from '../recovery/restore-error.ts';
import { OutputError } from './console.ts';
import { DemoError } from './demo/demo-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { describeIssues, withOptionNames } from './field-names.ts';
import { CHECK_WRITES, problemAdvice, RIGHTS_ADVICE, SAME_VERSION, TRY_AGAIN } from './problem-advice.ts';
import { RejectedRequestError } from './rejected-request.ts';
import { stageFailure } from './stage-errors.ts';
import { UsageError } from './usage-error.ts';

/** A failure as it is printed: the message, and the next step. */
export interface Failure {
  /** For programs: the code of a problem, or the kind of failure. */
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  readonly exitCode: ExitCode;
}

/**
 * Converts any error to a failure, without stack traces and request data.
 * @param help the next step after invalid usage
 */
export function failureOf(error: unknown, help: string): Failure {
  if (error instanceof UsageError) return usage(error.message, error.advice ?? help);
  if (error instanceof InvalidRequestError) return usage(describeIssues(error.issues), help);
  if (error instanceof DeploymentError) return usage(error.message, error.advice);
  if (error instanceof CredentialsError) return credentials(error);
  if (error instanceof StageError) return stageFailure(error);
  if (error instanceof DemoError)
    return { code: 'demo', message: error.message, advice: error.advice, exitCode: EXIT.rejected };
  if (error instanceof RestoreError)
    return { code: 'restore', message: error.message, advice: error.advice, exitCode: EXIT.unavailable };
  if (error instanceof ProblemError) return problem(error, help);
  if (error instanceof GatewayError) return gateway(error);
  if (error instanceof UnreachableError) {
    return {
      code: 'unreachable',
      message: `${error.origin} does not respond`,
      advice: `Locally, run npm start. Otherwise check the URL and the network, then try again. ${CHECK_WRITES}`,
      exitCode: EXIT.unavailable,
    };
  }
  if (error instanceof UnexpectedResponseError) {
    const advice = `${SAME_VERSION} ${CHECK_WRITES}`;
    return { code: 'unexpected-response', message: error.message, advice, exitCode: EXIT.rejected };
  }
  if (error instanceof OutputError)
    return { code: 'output', message: error.message, advice: TRY_AGAIN, exitCode: EXIT.rejected };
  return unexpected(error);
}

function usage(message: string, advice: string): Failure {
  return { code: 'usage', message, advice, exitCode: EXIT.usage };
}

/** The reason of the AWS SDK names the profile or the command that renews its sign-in. */
function credentials({ cause }: CredentialsError): Failure {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return usage(
    `No AWS credentials found${reason}`,
    'Set AWS_PROFILE to a profile with credentials, or sign in with the AWS CLI.',
  );
}

function problem(error: ProblemError, help: string): Failure {
  const rejected =
    error instanceof RejectedRequestError
      ? error
      : new RejectedRequestError(error, { subject: {}, deployment: [] });
  const { code, status, detail = '', issues, finding } = rejected;
  const parts = [rejected.message, withOptionNames(detail), describeIssues(issues)].filter(
    (part) => part !== '',
  );
  return {
    code,
    message: finding ? finding.message : `${parts.join(': ')} (${code})`,
    advice: problemAdvice(rejected, help),
    exitCode: status >= 500 ? EXIT.unavailable : EXIT.rejected,
  };
}

function gateway({ status, message: received, isClockSkewed, clockSkewMs = 0 }: GatewayError): Failure {
  if (isClockSkewed) {
    const message =
      `API Gateway rejected the request (403): the clock of this machine is ${skewText(clockSkewMs)}, and AWS rejects ` +
      `signatures that differ by more than ${SIGNATURE_TOLERANCE_MS / 1000} s`;
    return {
      code: 'clock-skew',
      message,
      advice: 'Correct the clock of this machine.',
      exitCode: EXIT.rejected,
    };
  }
  if (status === 403) {
    const message =
      'API Gateway rejected the request (403): these AWS credentials are not allowed to call this operation, or are invalid';
    return { code: 'unauthorized', message, advice: RIGHTS_ADVICE, exitCode: EXIT.rejected };
  }
  if (status === 404) {
    const message = 'No Postern API found at this URL (404)';
    return {
      code: 'no-api',
      message,
      advice: 'Check --api-url and --region, and that CLI and deployment have the same version.',
      exitCode: EXIT.rejected,
    };
  }
  const exitCode = status === 429 || status >= 500 ? EXIT.unavailable : EXIT.rejected;
  return { code: 'gateway', message: received, advice: TRY_AGAIN, exitCode };
}

function unexpected(error: unknown): Failure {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'internal',
    message,
    advice: `Unexpected error. Please report this bug. ${CHECK_WRITES}`,
    exitCode: EXIT.rejected,
  };
}
