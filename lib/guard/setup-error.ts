/** A guard was set up so that it can't decide. Nothing is allowed; the message says what to change. */
export class GuardSetupError extends Error {
  override readonly name = 'GuardSetupError';
}
