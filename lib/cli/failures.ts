import { DeploymentError } from '../api-client/deployment.ts';
import {
  CredentialsError,
  GatewayError,
  InvalidRequestError,
  ProblemError,
  StageError,
  UnexpectedAnswerError,
  UnreachableError,
} from '../api-client/errors.ts';
import { PROBLEMS, type ProblemCode } from '../contracts/http/problem.ts';
import { issuesText } from '../contracts/input-issue.ts';
import { OutputError } from './console.ts';
import { DemoError } from './demo/demo-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { LostValueError } from './lost-value.ts';
import { MissingError } from './missing.ts';
import { stageFailure } from './stage-failure.ts';
import { HELP_ADVICE, UsageError } from './usage-error.ts';

/** A failure as it is printed: what failed, and the next step. */
export interface Failure {
  /** For programs: the code of a problem, or the kind of failure. */
  readonly code: string;
  readonly what: string;
  readonly advice: string;
  readonly exitCode: ExitCode;
}

const CHECK_WRITES = 'If this was a write, check whether it was applied before you retry.';
const SAME_VERSION = 'Use the CLI version of the deployment.';
const RIGHTS_ADVICE = 'Use AWS credentials with access to this tenant. Locally, npm start creates them.';
const TRY_AGAIN = `Try again in a moment. ${CHECK_WRITES}`;

const PROBLEM_ADVICE: Readonly<Record<ProblemCode, string>> = {
  'invalid-request': HELP_ADVICE,
  'invalid-cursor': 'Repeat the command to start from the first page.',
  'invalid-path': HELP_ADVICE,
  'malformed-json': SAME_VERSION,
  unauthorized: RIGHTS_ADVICE,
  forbidden: 'Ask a member of the tenant with a sufficient role.',
  'not-found': 'List what exists: postern tenants list, postern owners list, postern keys list',
  'already-exists': 'Choose another ID. List existing IDs: postern tenants list, postern owners list',
  'already-invited': 'Find the owner with this address: postern owners list',
  'audit-not-chained': 'Add an audit store to the ApiKeys construct of the deployment.',
  'usage-not-kept': 'Add a usage store to the ApiKeys construct of the deployment.',
  'key-deleted': 'Restore the key: postern keys restore <keyId>',
  'not-restorable': 'Issue a key with the same settings: postern keys renew <keyId>',
  'key-not-active': 'Use an active key: postern keys list',
  'key-revoked': 'Issue a new key: postern keys create --owner <owner>',
  'value-unavailable':
    'Use the value if you have the first response. Otherwise revoke the key and create another: postern keys list',
  'owner-cut-off':
    'Reactivate the owner (postern owners reactivate), or use an active owner: postern owners list',
  'settings-out-of-bounds': 'Change the setting, then try again: postern keys change --help',
  'not-managed': 'Adopt the key first: postern managed-keys create --key <keyId>',
  'managed-elsewhere': 'Change the key in its CloudFormation stack, and deploy that stack.',
  'rotation-not-deployed': 'Add a Rotation to the ApiKeys construct of the deployment.',
  'rotation-busy': 'Show the rotation status: postern managed-keys show <keyId>',
  'rotation-paused': 'Resume the key: postern managed-keys resume <keyId>',
  'rotation-hindered': 'Follow the message, then try again. docs/rotation.md describes each case.',
  'no-previous-value': 'List past rotations: postern managed-keys rotations <keyId>',
  'overlap-too-short': 'Use a longer --overlap or a shorter --consumer-cache.',
  'invalid-settings': 'Correct the conflicting settings: postern managed-keys create --help',
  'schedule-not-offered': 'Remove --schedule; the sweep then rotates the key.',
  'foreign-format':
    'Issue a new managed key and switch its consumers to it: postern managed-keys create --owner <owner>',
  'too-soon': 'Wait until then. To replace a leaked value immediately: postern managed-keys replace <keyId>',
  'too-many-replacements': 'Wait until then, or revoke the key: postern keys revoke <keyId>',
  'version-mismatch': 'Read the resource again, then repeat the command with its current --if-version.',
  'body-too-large': 'Send less data, for example shorter metadata.',
  'unsupported-media-type': SAME_VERSION,
  'exceeds-key': 'Request only permissions that the key itself has.',
  'exceeds-lifetime': 'Use an earlier expiry. Limits: postern contract, postern tenants list',
  'owner-kind-refused': 'Use an owner of a kind listed by postern contract: postern owners list',
  'no-person': 'Remove --role; only people have roles. List the kinds: postern owners list',
  'unknown-plan': 'Use a --plan listed by postern contract.',
  'exceeds-role': 'Request only permissions of the role of the owner: postern owners list',
  'expiry-not-in-future': 'Use a later --expires-at, or --expires-in-days.',
  'idempotency-key-reused': 'Use another --idempotency-key; each identifies one request for 24 hours.',
  'unknown-permission': 'Use --permissions listed by postern contract.',
  'unknown-environment': 'Use an --environment listed by postern contract.',
  internal: TRY_AGAIN,
  unavailable: TRY_AGAIN,
};

/** Converts any error to a failure, without stack traces and request data. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) return usage(error.message, error.advice);
  if (error instanceof InvalidRequestError) return usage(error.message);
  if (error instanceof DeploymentError) return usage(error.message, error.advice);
  if (error instanceof CredentialsError) {
    return usage('No AWS credentials found', 'Set AWS_PROFILE, or sign in with the AWS CLI.');
  }
  if (error instanceof StageError) return stageFailure(error);
  if (error instanceof LostValueError || error instanceof DemoError) {
    const code = error instanceof DemoError ? 'demo' : 'value-lost';
    return { code, what: error.message, advice: error.advice, exitCode: EXIT.refused };
  }
  if (error instanceof MissingError) {
    return { code: 'not-found', what: error.message, advice: error.advice, exitCode: EXIT.refused };
  }
  if (error instanceof ProblemError) return problem(error);
  if (error instanceof GatewayError) return gateway(error);
  if (error instanceof UnreachableError) {
    return {
      code: 'unreachable',
      what: `${error.origin} does not respond`,
      advice: `Locally, run npm start. Otherwise check the URL and the network, then try again. ${CHECK_WRITES}`,
      exitCode: EXIT.unavailable,
    };
  }
  if (error instanceof UnexpectedAnswerError) {
    const advice = `${SAME_VERSION} ${CHECK_WRITES}`;
    return { code: 'unexpected-response', what: error.message, advice, exitCode: EXIT.refused };
  }
  if (error instanceof OutputError)
    return { code: 'output', what: error.message, advice: TRY_AGAIN, exitCode: EXIT.refused };
  return unforeseen(error);
}

function usage(what: string, advice = HELP_ADVICE): Failure {
  return { code: 'usage', what, advice, exitCode: EXIT.usage };
}

function problem({ message, code, status, detail, issues }: ProblemError): Failure {
  const advice = isProblemCode(code) ? PROBLEM_ADVICE[code] : HELP_ADVICE;
  const what = [message, detail, issuesText(issues)].filter((part) => part).join(': ');
  return {
    code,
    what: `${what} (${code})`,
    advice,
    exitCode: status >= 500 ? EXIT.unavailable : EXIT.refused,
  };
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

function gateway({ status, message }: GatewayError): Failure {
  if (status === 403) {
    const what =
      'API Gateway rejected the request (403): these AWS credentials are not allowed to call this operation, or are invalid';
    return { code: 'unauthorized', what, advice: RIGHTS_ADVICE, exitCode: EXIT.refused };
  }
  if (status === 404) {
    const what = 'No Postern API found at this URL (404)';
    return {
      code: 'no-api',
      what,
      advice: 'Check --api-url and --region, and that CLI and deployment have the same version.',
      exitCode: EXIT.refused,
    };
  }
  const exitCode = status === 429 || status >= 500 ? EXIT.unavailable : EXIT.refused;
  return { code: 'gateway', what: message, advice: TRY_AGAIN, exitCode };
}

function unforeseen(error: unknown): Failure {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'internal',
    what,
    advice: `Unexpected error. Please report this bug. ${CHECK_WRITES}`,
    exitCode: EXIT.refused,
  };
}
