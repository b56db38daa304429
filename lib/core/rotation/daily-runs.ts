/** A run of the daily checks over all tenants, for a day and the days before it that were missed. */
export interface DailyRun {
  /** The first day, in days since 1970: earlier than `day` if runs were missed. */
  readonly sinceDay: number;
  readonly day: number;
  /** The next page of tenants; undefined if the checks of all tenants are queued. */
  readonly cursor: string | undefined;
}

/** The port of the last run of the daily checks. */
export interface DailyRuns {
  /** Eventually consistent; undefined before the first run. */
  read(): Promise<DailyRun | undefined>;
  /**
   * Replaces the run that was read. Of concurrent calls for the same run, one succeeds.
   *
   * @returns whether it was replaced
   * @throws UnavailableError if the store does not respond
   */
  replace(found: DailyRun | undefined, next: DailyRun): Promise<boolean>;
}
