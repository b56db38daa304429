import type { Problem, ProblemCode } from '../contracts/http/problem.ts';
import { type InputIssue, issuesText } from '../contracts/input-issue.ts';
import { SIGNATURE_TOLERANCE_MS } from './clock-skew.ts';

/** The request is invalid and was not sent. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly issues: readonly InputIssue[];

  constructor(issues: readonly InputIssue[]) {
    super(issuesText(issues));
    this.issues = issues;
  }
}

/** The API rejected the request with problem details (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** A code of this version, or of a newer version of the API. */
  readonly code: ProblemCode | (string & Record<never, never>);
  readonly status: number;
  readonly detail: string | undefined;
  readonly issues: readonly InputIssue[];
  /** Only for `value-unavailable`: the key that was created. */
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
 * API Gateway responded in place of the API: 403 for invalid credentials or missing permissions, 404 for an unknown API,
 * 429 and 5xx if it could not serve the request.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: number;
  /** How far the clock of this machine is ahead of the API's, in milliseconds; undefined if it is not known. */
  readonly clockSkewMs: number | undefined;

  constructor(status: number, clockSkewMs?: number) {
    super(`API Gateway responded with status ${status}`);
    this.status = status;
    this.clockSkewMs = clockSkewMs;
  }

  /** Whether API Gateway rejected the time of the signature. This does not depend on the credentials. */
  get isClockSkewed(): boolean {
    return this.status === 403 && Math.abs(this.clockSkewMs ?? 0) > SIGNATURE_TOLERANCE_MS;
  }
}

/** The response does not match the contract of its route. Most likely client and deployment have different versions. */
export class UnexpectedResponseError extends Error {
  override readonly name = 'UnexpectedResponseError';
  readonly status: number;

  constructor(operation: string, status: number, content: string) {
    super(`Unexpected response to ${operation}: status ${status} with ${content}`);
    this.status = status;
  }
}

/** There was no complete response. It is unknown whether a write was applied. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly origin: string;

  constructor(origin: string, cause: unknown) {
    super(`${origin} does not respond. Check that it is running and reachable, then try again.`, {
      cause,
    });
    this.origin = origin;
  }
}

/** There are no AWS credentials for the signature. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';

  constructor(cause: unknown) {
    super('No AWS credentials found. Set AWS_PROFILE, or sign in with the AWS CLI.', { cause });
  }
}

/** Why the deployment of a stage was not found. */
export type StageFailure =
  | 'invalid-stage'
  | 'invalid-region'
  | 'not-found'
  | 'denied'
  | 'rejected-credentials'
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
    super(`Stage '${stage}' was not found in Region '${region}': ${failure}`, { cause });
    this.failure = failure;
    this.stage = stage;
    this.region = region;
  }
}
