import { UnavailableError } from '../core/store.ts';

/** A restore stopped. A repetition continues. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError';
  readonly advice: string;

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}

/** The errors of AWS for missing permissions. */
const DENIED = /^(AccessDenied|AccessDeniedException|KMSAccessDeniedException)$/;

/** Explains an error of a table or the archive. */
export function restoreErrorOf(error: unknown): unknown {
  const cause = error instanceof UnavailableError ? error.cause : error;
  if (cause instanceof Error && DENIED.test(cause.name)) {
    return new RestoreError(
      `AWS denies a call of the restore: ${cause.message}`,
      'Use credentials with the policy docs/policies/restore.json, then run the command again.',
      { cause },
    );
  }
  if (!(error instanceof UnavailableError)) return error;
  return new RestoreError(`The restore stopped: ${error.message}`, 'Run the command again to continue.', {
    cause,
  });
}
