/** `skip`: the check could not run, or does not apply. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** The result of a check, and the next step. */
export interface Finding {
  readonly status: CheckStatus;
  readonly found: string;
  /** The next step, if one is required. */
  readonly advice?: string;
}

/** A named check with its result. */
export interface Check extends Finding {
  readonly check: string;
}
