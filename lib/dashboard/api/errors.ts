import type { Problem } from '../../contracts/http/problem.ts';

/** The API rejected a request. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;
  /** Undefined if a retry cannot succeed. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem, retryAfterMs: number | undefined) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The API did not respond. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The session has expired and cannot be renewed. */
export class SessionExpiredError extends Error {
  override readonly name = 'SessionExpiredError';
}

/** Whether the API responded with this problem. */
export function hasProblem(error: unknown, ...codes: readonly string[]): error is ApiError {
  return error instanceof ApiError && codes.includes(error.problem.code);
}

/** An error as a title and the next step of the user. */
export interface ErrorText {
  readonly title: string;
  readonly text: string;
}

/** Problems whose text in the API is about HTTP requests. The page shows this text instead. */
const TEXTS: Readonly<Record<string, ErrorText>> = {
  'version-mismatch': {
    title: 'Your change was not applied',
    text: 'The key or owner was changed by another user or process. Review its current state, then repeat your change.',
  },
};

/** The next step after the text of the API. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  'owner-deactivated': 'Reactivate the owner, or choose another owner.',
  'exceeds-role': 'Remove the permissions that exceed the role of the owner or your own role.',
  'rotation-in-progress': 'Wait until the rotation is complete, then try again.',
  'too-many-requests': 'Wait a moment, then try again.',
  unavailable: 'Try again in a moment. You can safely repeat a change.',
  'unreadable-item': 'Ask an operator to deploy the version of Postern that wrote the item.',
  internal: 'Try again. If the error persists, ask an operator to search the log of the API.',
  forbidden: 'If your role has changed, load the page again.',
};

export function errorText(error: unknown): ErrorText {
  if (error instanceof SessionExpiredError)
    return { title: 'Your session has expired', text: 'Sign in again. Copy unsaved text first.' };
  if (error instanceof UnreachableError)
    return { title: 'The API does not respond', text: 'Check your connection, then try again.' };
  if (error instanceof ApiError) return problemText(error.problem);
  return { title: 'Unexpected error', text: 'Load the page again.' };
}

/** A problem of the API as a title and the next step of the user. */
export function problemText({
  code,
  title,
  detail,
  issues = [],
}: Pick<Problem, 'code' | 'title' | 'detail' | 'issues'>): ErrorText {
  const replacement = TEXTS[code];
  if (replacement) return replacement;
  const faults = issues.map(
    ({ path, message }) => `${path.replace(/^(?:body|params|query)\./, '')}: ${message}.`,
  );
  return { title, text: [detail, ...faults, NEXT_STEPS[code]].filter(Boolean).join(' ') };
}
