export const HELP_ADVICE = 'Run the command with --help for usage.';

/** A command that can't be carried out as it was given, and what to do about it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly advice: string;

  constructor(message: string, advice: string = HELP_ADVICE) {
    super(message);
    this.advice = advice;
  }
}
