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

/** A failure as the person gets it: what was wrong, and what to do next. */
export interface Failure {
  /** What a program decides by: the code of a problem, or the kind of failure. */
  readonly code: string;
  readonly what: string;
  readonly advice: string;
  readonly exitCode: ExitCode;
}

const LOOK_FIRST = 'if this was a change, look whether it was made before you repeat it';
const RIGHTS_ADVICE = 'use AWS credentials that may administer this tenant; locally, `npm start` makes them';
const TRY_AGAIN = `try again in a moment; ${LOOK_FIRST}`;

const PROBLEM_ADVICE: Readonly<Record<ProblemCode, string>> = {
  'invalid-request': HELP_ADVICE,
  'invalid-cursor': 'begin the listing anew',
  'invalid-path': HELP_ADVICE,
  'malformed-json': 'use the CLI of the same version as the deployment',
  unauthorized: RIGHTS_ADVICE,
  forbidden: 'ask somebody of your tenant whose role may do it',
  'not-found': 'see what there is: postern tenants list, postern owners list, postern keys list',
  'already-exists': 'choose another id; see which are taken: postern tenants list, postern owners list',
  'already-invited': 'see who has the address: postern owners list',
  'audit-not-chained': "give the deployment's ApiKeys an audit store",
  'usage-not-kept': "give the deployment's ApiKeys a usage store",
  'key-deleted': 'restore it: postern keys restore',
  'not-restorable': 'issue another with its settings: postern keys renew',
  'key-not-active': 'use a key that is active: postern keys list',
  'key-revoked': 'issue a new key: postern keys create',
  'value-unavailable':
    'use the value if you have the first response; if not, revoke the key and create another: postern keys list',
  'owner-cut-off':
    'reactivate the owner (postern owners reactivate), or use an active one: postern owners list',
  'settings-out-of-bounds': 'update that setting, then try again: postern keys change --help',
  'not-managed': 'have it managed first: postern managed-keys create --key',
  'managed-elsewhere': 'change it where it is defined, and deploy that stack',
  'rotation-not-deployed': "give the deployment's ApiKeys a Rotation",
  'rotation-busy': 'see what it waits for: postern managed-keys show',
  'rotation-paused': 'resume it: postern managed-keys resume',
  'rotation-hindered': 'do what it says, then try again; docs/rotation.md has each case',
  'no-previous-value': 'see what was rotated: postern managed-keys rotations',
  'overlap-too-short': 'give a longer --overlap or a shorter --consumer-cache',
  'invalid-settings': 'give settings that fit together: postern managed-keys create --help',
  'schedule-not-offered': 'leave --schedule out: the sweep rotates it',
  'foreign-format': 'issue a new managed key and point its consumers at that: postern managed-keys create',
  'too-soon': 'wait until then; a value that leaked is replaced at once: postern managed-keys replace',
  'too-many-replacements': 'wait until then, or revoke the key: postern keys revoke',
  'version-mismatch': 'read it again, then repeat the command with the --if-version that it has now',
  'body-too-large': 'send less: metadata may take 1024 bytes',
  'unsupported-media-type': 'use the CLI of the same version as the deployment',
  'exceeds-key': 'ask for permissions that the key itself has',
  'exceeds-lifetime': 'give an earlier expiry; the limits are in postern contract and postern tenants list',
  'owner-kind-refused':
    'issue the key to an owner of a kind that postern contract names: postern owners list',
  'no-person': 'only people have roles: postern owners list shows the kind',
  'unknown-plan': 'give a --plan that postern contract names',
  'exceeds-role': "ask for permissions within the owner's role, which postern owners list shows",
  'expiry-not-in-future': 'give a later --expires-at, or --expires-in-days',
  'idempotency-key-reused': 'give another --idempotency-key: each names one creation, for 24 hours',
  'unknown-permission': 'give --permissions that postern contract names',
  'unknown-environment': 'give an --environment that postern contract names',
  internal: TRY_AGAIN,
  unavailable: TRY_AGAIN,
};

/** Says of any error what the person needs; never a stack trace, never what was sent. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) return usage(error.message, error.advice);
  if (error instanceof InvalidRequestError) return usage(error.message);
  if (error instanceof DeploymentError) return usage(error.message, error.advice);
  if (error instanceof CredentialsError) {
    return usage('there are no AWS credentials to sign with', 'set AWS_PROFILE, or sign in with the AWS CLI');
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
      what: `${error.origin} does not answer`,
      advice: `locally, run \`npm start\`; else check URL and network, then try again; ${LOOK_FIRST}`,
      exitCode: EXIT.unavailable,
    };
  }
  if (error instanceof UnexpectedAnswerError) {
    const advice = `use the CLI of the same version as the deployment; ${LOOK_FIRST}`;
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
    const what = 'these AWS credentials may not do this, or are not valid';
    return { code: 'unauthorized', what, advice: RIGHTS_ADVICE, exitCode: EXIT.refused };
  }
  if (status === 404) {
    const what = 'there is no Postern API at this URL';
    return { code: 'no-api', what, advice: 'check --api-url', exitCode: EXIT.refused };
  }
  const exitCode = status === 429 || status >= 500 ? EXIT.unavailable : EXIT.refused;
  return { code: 'gateway', what: message, advice: TRY_AGAIN, exitCode };
}

function unforeseen(error: unknown): Failure {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'internal',
    what,
    advice: `this is a mistake in postern: please report it; ${LOOK_FIRST}`,
    exitCode: EXIT.refused,
  };
}
