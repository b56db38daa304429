/** `skip`: could not be looked at, or does not matter here. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** What a check found, and what to do about it. */
export interface Finding {
  readonly status: CheckStatus;
  readonly found: string;
  /** Where there is something to do. */
  readonly advice?: string;
}

/** One thing that was looked at. */
export interface Check extends Finding {
  readonly check: string;
}
