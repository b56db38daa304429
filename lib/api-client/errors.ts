import type { Problem } from '../contracts/http/problem.ts';
import { type InputIssue, issuesText } from '../contracts/input-issue.ts';

/** The request doesn't fit its contract; nothing was sent. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly issues: readonly InputIssue[];

  constructor(issues: readonly InputIssue[]) {
    super(issuesText(issues));
    this.issues = issues;
  }
}

/** The API refused, with problem details (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly issues: readonly InputIssue[];
  /** Of `value-unavailable`: the key that was created. */
  readonly key: Problem['key'];

  constructor({ title, code, status, detail, issues = [], key }: Problem) {
    super(title);
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.issues = issues;
    this.key = key;
  }
}

/**
 * API Gateway answered in place of the API: 403 where the credentials are wrong or may not do this, 404 where
 * no such API is, 429 and 5xx where it couldn't serve.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: number;

  constructor(status: number) {
    super(`API Gateway responded with status ${status}`);
    this.status = status;
  }
}

/** The API answered with something that its contract doesn't know: most likely client and deployment differ in version. */
export class UnexpectedResponseError extends Error {
  override readonly name = 'UnexpectedResponseError';
  readonly status: number;

  constructor(operation: string, status: number, what: string) {
    super(`Unexpected response to ${operation}: status ${status} with ${what}`);
    this.status = status;
  }
}

/** No whole answer came. Whether a write was done is then not known. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly origin: string;

  constructor(origin: string, cause: unknown) {
    super(`${origin} does not respond: check that it runs and that the network reaches it, then try again`, {
      cause,
    });
    this.origin = origin;
  }
}

/** No credentials to sign with. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';

  constructor(cause: unknown) {
    super('no AWS credentials to sign with: set AWS_PROFILE, or sign in with the AWS CLI', { cause });
  }
}

/** Why a stage's deployment was not found. */
export type StageFailure =
  | 'invalid-stage'
  | 'invalid-region'
  | 'not-found'
  | 'denied'
  | 'refused-credentials'
  | 'unreachable'
  | 'unsafe-url';

/** The deployment of a stage was not found in a region. */
export class StageError extends Error {
  override readonly name = 'StageError';
  readonly failure: StageFailure;
  readonly stage: string;
  readonly region: string;

  constructor(
    failure: StageFailure,
    { stage, region }: { readonly stage: string; readonly region: string },
    cause?: unknown,
  ) {
    super(`the stage '${stage}' was not found in ${region}: ${failure}`, { cause });
    this.failure = failure;
    this.stage = stage;
    this.region = region;
  }
}
